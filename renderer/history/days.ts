/** Days of this machine: which one a call began on, and when one begins and ends. Pure. */

/** `2026-11-22` of an ISO time, here; the text itself where it is no time. */
export function dayOf(iso: string): string {
  const time = new Date(iso)
  if (Number.isNaN(time.getTime())) return iso
  return [time.getFullYear(), time.getMonth() + 1, time.getDate()].map((part) => String(part).padStart(2, '0')).join('-')
}

/** ISO time of the midnight at which a day begins; undefined for no day. */
export const dayBegins = (day: string): string | undefined => midnight(day, 0)
/** ISO time of the midnight at which it ends. */
export const dayEnds = (day: string): string | undefined => midnight(day, 1)

function midnight(day: string, later: number): string | undefined {
  const [year, month, date] = day.split('-').map(Number)
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || year === undefined || month === undefined || date === undefined) return undefined
  const time = new Date(year, month - 1, date + later)
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString()
}

/** `today`, `yesterday`, or undefined for any other day. */
export function nearDay(day: string, now: Date): 'today' | 'yesterday' | undefined {
  if (day === dayOf(now.toISOString())) return 'today'
  const before = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1)
  return day === dayOf(before.toISOString()) ? 'yesterday' : undefined
}

/** A day in words, as `Sunday, November 22, 2026`. */
export function dayLabel(day: string, language: string): string {
  const begin = dayBegins(day)
  return begin === undefined ? day : new Date(begin).toLocaleDateString(language === 'zh' ? 'zh-CN' : 'en-US', { weekday: 'long', year: 'numeric', month: 'long', day: 'numeric' })
}
