/** Judges what `npm audit --json` reports: which known weaknesses reach an operator, and which of them an explained exception lets pass. It asks nobody. */

/** A weakness that was looked at and does not reach Rolecall. */
export interface AuditException {
  /** `GHSA-…`, the last part of the advisory's address. */
  id: string
  /** Which path leads there, and why it cannot be walked. */
  why: string
  /** Day, `2027-03-01`, from which the exception no longer holds and is to be looked at anew. */
  until: string
}

/** Empty, and meant to stay so: first a newer version, then another package, then a line here. */
export const auditExceptions: readonly AuditException[] = []

interface Advisory {
  url: string
  title: string
  severity: string
}

/** Version 2 of npm's report. A package is named with its own advisories and, as text, with the packages that hand theirs on to it. */
export interface AuditReport {
  auditReportVersion?: number
  vulnerabilities?: Record<string, { name: string; via: readonly (Advisory | string)[] }>
}

/** Names of packages whose weaknesses count; absent: every one of the report. */
export type Counted = ReadonlySet<string> | undefined

/** One sentence for each thing that is wrong; none where all is well. `today` as in `until`. */
export function auditProblems(reports: readonly { report: AuditReport; counted: Counted }[], exceptions: readonly AuditException[], today: string): string[] {
  if (reports.some(({ report }) => report.auditReportVersion !== 2 || report.vulnerabilities === undefined)) return ['npm gave no report of version 2; nothing was judged.']
  const found = new Map<string, string>()
  for (const { report, counted } of reports) {
    for (const name of Object.keys(report.vulnerabilities ?? {})) if (counted?.has(name) ?? true) for (const [id, text] of advisoriesOf(name, report)) found.set(id, text)
  }
  const isOver = ({ until }: AuditException): boolean => until <= today
  const passed = new Set(exceptions.filter((one) => !isOver(one)).map(({ id }) => id))
  return [
    ...[...found].filter(([id]) => !passed.has(id)).map(([, text]) => text),
    ...exceptions.filter(isOver).map(({ id, until }) => `The exception for ${id} held until ${until}; look at it anew.`),
    ...exceptions.filter(({ id }) => !found.has(id)).map(({ id }) => `The exception for ${id} is no longer needed; remove it.`),
  ]
}

/** The advisories of a package and of what hands its own on to it, by their id; circles end. */
function advisoriesOf(name: string, report: AuditReport, seen = new Set<string>()): [string, string][] {
  if (seen.has(name)) return []
  seen.add(name)
  return (report.vulnerabilities?.[name]?.via ?? []).flatMap((one): [string, string][] => {
    if (typeof one === 'string') return advisoriesOf(one, report, seen)
    const id = one.url.split('/').at(-1) ?? one.url
    return [[id, `${name}: ${one.title} (${one.severity}, ${one.url})`]]
  })
}
