/** Counts what a vitest run reported. A run that reported nothing counts as one failure, never as a pass. */
import { existsSync, readFileSync } from 'node:fs'

export interface Counted {
  passed: number
  failed: number
  /** Full names of the tests that did not run. */
  skipped: string[]
}

interface Report {
  testResults: { name: string; status: string; message?: string; assertionResults: { status: string; fullName: string }[] }[]
}

/** Reads vitest's JSON report; `code` is the exit status of that run, undefined where it was stopped. */
export function countReport(path: string, code: number | undefined): Counted {
  const report = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Report) : { testResults: [] }
  const counted: Counted = { passed: 0, failed: 0, skipped: [] }
  for (const file of report.testResults) {
    for (const { status, fullName } of file.assertionResults) {
      if (status === 'passed') counted.passed += 1
      else if (status === 'failed') counted.failed += 1
      else counted.skipped.push(fullName)
    }
    // A file that could not be loaded holds no tests.
    if (file.status === 'failed' && !file.assertionResults.some(({ status }) => status === 'failed')) counted.failed += 1
  }
  if (code !== 0 && counted.failed === 0) counted.failed = 1
  return counted
}
