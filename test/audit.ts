/** What `npm run audit` runs: asks the registry for known weaknesses of everything that reaches an operator, and ends with 1 where there is one, or where no answer came. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
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

/** The bundler puts these into the window, and Electron goes around it all: they ship, though npm knows them as tools. */
function shippedTools(): Set<string> {
  const files = ['renderer', 'preload'].flatMap((folder) => readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).filter((file) => /\.(ts|vue|css)$/.test(file)).map((file) => readFileSync(join(root, folder, file), 'utf8')))
  const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { devDependencies: Record<string, string> }
  const isImported = (name: string): boolean => files.some((text) => new RegExp(`(from|import) ['"]${name}(/[^'"]*)?['"]`).test(text))
  return new Set(Object.keys(devDependencies).filter((name) => name === 'electron' || isImported(name)))
}

const counted = shippedTools()
const problems = auditProblems([{ report: await ask('--omit', 'dev'), counted: undefined }, { report: await ask(), counted }], auditExceptions, new Date().toISOString().slice(0, 10))
for (const problem of problems) process.stderr.write(`${problem}\n`)
if (problems.length > 0) process.exit(1)
say(`No known weakness in what ships: production, and ${[...counted].join(', ')}.`)
