/** Counts what a vitest run reported. A run that reported nothing counts as one failure, never as a pass. */
import { existsSync, readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { root } from '../main/host/root'

export interface Counted {
  passed: number
  /** File, full name and the first lines of the reason, for every test that failed. */
  failed: string[]
  /** Full names of the tests that did not run. */
  skipped: string[]
}

interface Report {
  testResults: { name: string; status: string; message?: string; assertionResults: { status: string; fullName: string; failureMessages?: string[] }[] }[]
}

const reasonLines = 8

/** What failed, and under it the first lines of the reason. */
export const describeFailure = (what: string, reason: string): string => [what, ...reason.trim().split('\n').slice(0, reasonLines)].join('\n    ')

/** Reads vitest's JSON report; `code` is the exit status of that run, undefined where it was stopped. */
export function countReport(path: string, code: number | undefined): Counted {
  const report = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Report) : { testResults: [] }
  const counted: Counted = { passed: 0, failed: [], skipped: [] }
  for (const file of report.testResults) {
    const place = relative(root, file.name)
    const failedBefore = counted.failed.length
    for (const { status, fullName, failureMessages = [] } of file.assertionResults) {
      if (status === 'passed') counted.passed += 1
      else if (status === 'failed') counted.failed.push(describeFailure(`${place} > ${fullName}`, failureMessages.join('\n')))
      else counted.skipped.push(fullName)
    }
    // A file that could not be loaded holds no tests.
    if (file.status === 'failed' && counted.failed.length === failedBefore) counted.failed.push(describeFailure(place, file.message ?? ''))
  }
  if (code !== 0 && counted.failed.length === 0) counted.failed.push(`The run ended with ${code === undefined ? 'no code' : `code ${String(code)}`} and named no test.`)
  return counted
}
