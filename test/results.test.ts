import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from '../main/host/root'
import { countReport } from './results'

const file = (name: string, status: string, assertionResults: object[], message = ''): object => ({ name: join(root, name), status, message, assertionResults })

function reportOf(...testResults: object[]): string {
  const path = join(mkdtempSync(join(tmpdir(), 'rolecall-results-')), 'report.json')
  writeFileSync(path, JSON.stringify({ testResults }))
  return path
}

describe('the count of a test run', () => {
  it('names the file, the test and the first lines of the reason of each failure', () => {
    const reason = Array.from({ length: 30 }, (_, index) => `line ${index}`).join('\n')
    const path = reportOf(
      file('test/a.test.ts', 'passed', [{ status: 'passed', fullName: 'adds' }, { status: 'pending', fullName: 'waits' }]),
      file('test/b.test.ts', 'failed', [{ status: 'failed', fullName: 'divides', failureMessages: [reason] }]),
    )
    const { passed, failed, skipped } = countReport(path, 1)
    expect(passed).toBe(1)
    expect(skipped).toEqual(['waits'])
    expect(failed).toHaveLength(1)
    expect(failed[0]?.split('\n').slice(0, 2)).toEqual([`${join('test', 'b.test.ts')} > divides`, '    line 0'])
    expect(failed[0]).not.toContain('line 20')
  })

  it('counts a file that could not be loaded as one failure', () => {
    expect(countReport(reportOf(file('test/c.test.ts', 'failed', [], 'no such module')), 1).failed).toEqual([`${join('test', 'c.test.ts')}\n    no such module`])
  })

  it('takes no report, or an end that no test explains, for a failure', () => {
    expect(countReport(join(tmpdir(), 'no-such-report.json'), undefined).failed).toEqual(['The run ended with no code and named no test.'])
    expect(countReport(reportOf(file('test/a.test.ts', 'passed', [{ status: 'passed', fullName: 'adds' }])), 1).failed).toEqual(['The run ended with code 1 and named no test.'])
  })
})
