/** Numbers, times and sizes as people read them, by language. Pure; it never rounds a value of the API. */
const localeOf = (language: string): string => (language === 'zh' ? 'zh-CN' : 'en-US')

export function formatCount(count: number, language: string): string {
  return count.toLocaleString(localeOf(language))
}

/** `840 ms`, `3.9 s`, `2 min 5 s`, `1 h 3 min`. */
export function formatElapsed(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`
  const seconds = milliseconds / 1000
  if (seconds < 60) return `${seconds.toFixed(1)} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} min ${Math.floor(seconds % 60)} s`
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** A time that is only guessed, without false digits: `5 s`, `40 s`, `3 min`, `1 h 10 min`. */
export function formatRough(milliseconds: number): string {
  const seconds = Math.max(1, milliseconds / 1000)
  if (seconds < 10) return `${Math.ceil(seconds)} s`
  if (seconds < 60) return `${Math.ceil(seconds / 10) * 10} s`
  const minutes = Math.round(seconds / 60)
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${Math.round((minutes % 60) / 10) * 10} min`
}

/** Whole minutes left until a time, never below 0. */
export function minutesLeft(until: string, now: number): number {
  return Math.max(0, Math.floor((Date.parse(until) - now) / 60_000))
}

/** Date and time of an ISO text in the operator's zone; the text itself where it is not a time. */
export function formatMoment(iso: string, language: string): string {
  const time = new Date(iso)
  if (Number.isNaN(time.getTime())) return iso
  return time.toLocaleString(localeOf(language), { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' })
}

/** Time of day of an ISO text in the operator's zone; the text itself where it is not a time. */
export function formatTime(iso: string, language: string): string {
  const time = new Date(iso)
  return Number.isNaN(time.getTime()) ? iso : time.toLocaleTimeString(localeOf(language), { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' })
}

/** `1203 4567 8901 2345`: a UID that can be read aloud; any other text as it is. */
export function formatUid(uid: string): string {
  return /^\d{16}$/.test(uid) ? uid.replace(/(\d{4})(?=\d)/g, '$1 ') : uid
}

export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB']
  let value = bytes
  let unit = 0
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000
    unit += 1
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit] ?? 'B'}`
}

/** Cells as tab-separated text with no stray tab or line break. */
export function toTsv(lines: readonly (readonly (string | null)[])[]): string {
  return lines.map((cells) => cells.map((cell) => (cell ?? '').replace(/[\t\r\n]+/g, ' ')).join('\t')).join('\n')
}
