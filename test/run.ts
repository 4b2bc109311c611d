/** What `npm test` runs: prepares the system, builds once, then types, lint and every test, and ends with one line of counts. `check` leaves out contract and end-to-end tests. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildWhereOlder } from '../main/host/build'
import { root } from '../main/host/root'
import { runTool, say, seconds, type ToolRun } from '../main/host/runTool'
import { withKeyring } from './keyring'
import { countReport, describeFailure, type Counted } from './results'
import { missingVariable, prepareSystem } from './system'

const typeProjects = ['shared', 'preload', 'main', 'main/host/page', 'renderer', 'test']
const stepTimeoutMs = 600_000
const testTimeoutMs = 2_000_000

/** What failed beside the tests. */
const failures: string[] = []

async function step(name: string, run: () => Promise<Pick<ToolRun, 'code' | 'output'>>): Promise<void> {
  const began = performance.now()
  const { code, output } = await run()
  say(`${code === 0 ? 'ok    ' : 'FAILED'}  ${name}  ${seconds(performance.now() - began)}`)
  if (code === 0) return
  failures.push(describeFailure(name, output))
  say(output.trim())
}

const tool = (script: string, ...args: string[]): Promise<ToolRun> => runTool(process.execPath, [join(root, 'node_modules', script), ...args], { timeoutMs: stepTimeoutMs, cwd: root })

async function checkTypes(): Promise<Pick<ToolRun, 'code' | 'output'>> {
  const outputs: string[] = []
  for (const project of typeProjects) {
    const { code, output } = await tool('vue-tsc/bin/vue-tsc.js', '--noEmit', '-p', project)
    if (code !== 0) outputs.push(`${project}:\n${output.trim()}`)
  }
  return { code: outputs.length === 0 ? 0 : 1, output: outputs.join('\n') }
}

async function runProject(project: string, folder: string, hasKeyring: boolean): Promise<Counted> {
  say(`\n── ${project} tests`)
  const report = join(folder, `${project}.json`)
  const vitest = [process.execPath, join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const [program = '', ...args] = hasKeyring ? withKeyring(vitest) : vitest
  const run = await runTool(program, args, { timeoutMs: testTimeoutMs, cwd: root, isShown: true })
  const counted = countReport(report, run.code)
  say(`── ${project}: ${counted.passed} passed, ${counted.failed.length} failed, ${counted.skipped.length} skipped in ${seconds(run.elapsedMs)}`)
  return counted
}

const mode = process.argv[2]
if (mode !== undefined && mode !== 'check') {
  process.stderr.write(`${mode} is not known. Run: tsx test/run.ts [check]\n`)
  process.exit(2)
}
const began = performance.now()
const missing = await prepareSystem()
process.env[missingVariable] = [...missing.keys()].join()
// A test asks nobody outside this machine.
process.env['ROLECALL_OFFLINE'] = '1'
for (const reason of missing.values()) say(`Missing: ${reason}`)

// Two cores: the type checker on one, build and lint on the other.
await Promise.all([
  step('types', checkTypes),
  step('build', async () => ({ code: (await buildWhereOlder()) ? 0 : 1, output: '' })).then(() => step('lint', () => tool('eslint/bin/eslint.js', '.'))),
])

const folder = mkdtempSync(join(tmpdir(), 'rolecall-test-'))
const total: Counted = { passed: 0, failed: failures, skipped: [] }
for (const project of mode === 'check' ? ['unit'] : ['unit', 'contract', 'e2e']) {
  const counted = await runProject(project, folder, !missing.has('keyring'))
  total.passed += counted.passed
  total.failed.push(...counted.failed)
  total.skipped.push(...counted.skipped)
}
rmSync(folder, { recursive: true, force: true })

say(`\nDone in ${seconds(performance.now() - began)}.`)
if (total.skipped.length > 0) {
  say(`Skipped${missing.size === 0 ? '' : `, because ${[...missing.values()].join('; ')}`}:`)
  for (const name of total.skipped) say(`  ${name}`)
}
if (total.failed.length > 0) {
  // After all the rest: where only the end of a long log is kept, it says what failed and why.
  say('Failed:')
  for (const failure of total.failed) say(`  ${failure}`)
}
say(`${total.passed} passed, ${total.failed.length} failed, ${total.skipped.length} skipped`)
process.exit(total.failed.length === 0 ? 0 : 1)
