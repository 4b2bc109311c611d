/** What `npm run audit` runs: asks the registry for known weaknesses of everything that reaches an operator, and ends with 1 where there is one, or where no answer came. */
import { bundledNames } from '../main/host/dist/bundled'
import { root } from '../main/host/root'
import { runTool, say } from '../main/host/runTool'
import { auditExceptions, auditProblems, type AuditReport } from './advisories'

const timeoutMs = 120_000

async function ask(...args: string[]): Promise<AuditReport> {
  const { output } = await runTool('npm', ['audit', '--json', ...args], { timeoutMs, cwd: root })
  try {
    return JSON.parse(output.slice(output.indexOf('{'), output.lastIndexOf('}') + 1)) as AuditReport
  } catch {
    return {}
  }
}

/** Electron goes around it all: it ships, though npm knows it as a tool. */
const counted = new Set([...bundledNames(), 'electron'])
const problems = auditProblems([{ report: await ask('--omit', 'dev'), counted: undefined }, { report: await ask(), counted }], auditExceptions, new Date().toISOString().slice(0, 10))
for (const problem of problems) process.stderr.write(`${problem}\n`)
if (problems.length > 0) process.exit(1)
say(`No known weakness in what ships: production, and ${[...counted].join(', ')}.`)
