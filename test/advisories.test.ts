import { describe, expect, it } from 'vitest'
import { auditExceptions, auditProblems, type AuditException, type AuditReport } from './advisories'

const advisory = { url: 'https://github.com/advisories/GHSA-aaaa-bbbb-cccc', title: 'reads too much', severity: 'high' }
const report: AuditReport = {
  auditReportVersion: 2,
  vulnerabilities: {
    deep: { name: 'deep', via: [advisory] },
    middle: { name: 'middle', via: ['deep', 'shipped'] },
    shipped: { name: 'shipped', via: ['middle'] },
    tool: { name: 'tool', via: [{ ...advisory, url: 'https://github.com/advisories/GHSA-tool' }] },
  },
}
const judge = (exceptions: AuditException[] = [], counted?: Set<string>, today = '2026-11-28'): string[] => auditProblems([{ report, counted }], exceptions, today)
const exception = { id: 'GHSA-aaaa-bbbb-cccc', why: 'Only a server reads so.', until: '2027-01-01' }

describe('the audit of dependencies', () => {
  it('names each weakness once, wherever it comes from', () => {
    expect(judge()).toEqual(['deep: reads too much (high, https://github.com/advisories/GHSA-aaaa-bbbb-cccc)', 'tool: reads too much (high, https://github.com/advisories/GHSA-tool)'])
  })

  it('finds it behind the packages that count, and leaves tools alone', () => {
    expect(judge([], new Set(['shipped']))).toEqual([expect.stringContaining('GHSA-aaaa-bbbb-cccc')])
    expect(judge([], new Set(['other']))).toEqual([])
  })

  it('lets an exception pass until its day, and not after', () => {
    expect(judge([exception], new Set(['shipped']))).toEqual([])
    expect(judge([exception], new Set(['shipped']), '2027-01-01')).toEqual([expect.stringContaining('high'), 'The exception for GHSA-aaaa-bbbb-cccc held until 2027-01-01; look at it anew.'])
  })

  it('asks for an exception to go that nothing needs', () => {
    expect(judge([exception], new Set(['tool']))).toEqual([expect.stringContaining('GHSA-tool'), 'The exception for GHSA-aaaa-bbbb-cccc is no longer needed; remove it.'])
  })

  it('takes no answer for no proof', () => {
    expect(auditProblems([{ report: {}, counted: undefined }], [], '2026-11-28')).toEqual(['npm gave no report of version 2; nothing was judged.'])
  })

  it('has exceptions that say why, and for how long', () => {
    for (const { id, why, until } of auditExceptions) expect([id, why.length > 20, until]).toEqual([expect.stringMatching(/^GHSA-/), true, expect.stringMatching(/^\d{4}-\d\d-\d\d$/)])
  })
})
