/** What `npm run dist` runs: builds, packages for this system, and looks into what came out; `--check` proves the packaging of every system without Electron's binary. */
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import manifest from '../../../package.json'
import { buildWhereOlder } from '../build'
import { electronAddress, isReachable } from '../electronBinary'
import { say } from '../runTool'
import { check, table, type Checked } from './check'
import { inspect } from './inspect'
import { gatherNatives } from './natives'
import { installersOf, pack, readConfiguration } from './pack'
import { packageInputs, prepare } from './prepare'
import { allTargets, nameOf, ownTarget, systems, type Target } from './targets'

const usage = `npm run dist -- [options]

  --check            package every target with a stand-in for Electron's binary, look into each, and print a table
  --fetch            with --check: fetch native code that npm did not install for this system
  --target NAME      linux-x64, mac-arm64 … (default: both processors of this system; with --check all); may be given several times
  --dir              only the application's folder, no installers
  --help             this text

ELECTRON_DIST names a folder with Electron's ZIP files, where they are not to be downloaded; ELECTRON_MIRROR an address to download them from.`

const fail = (sentence: string, code = 1): never => {
  process.stderr.write(`${sentence}\n`)
  process.exit(code)
}

const readOptions = (): { check?: boolean; fetch?: boolean; target?: string[]; dir?: boolean; help?: boolean } => {
  try {
    return parseArgs({ options: { check: { type: 'boolean' }, fetch: { type: 'boolean' }, target: { type: 'string', multiple: true }, dir: { type: 'boolean' }, help: { type: 'boolean' } } }).values
  } catch (error) {
    return fail(`${(error as Error).message}\n\n${usage}`, 2)
  }
}

const options = readOptions()
if (options.help) {
  say(usage)
  process.exit(0)
}
const own = ownTarget()
const usual = options.check ? allTargets : allTargets.filter(({ system }) => system === own?.system)
const wanted = options.target?.map((name) => allTargets.find((target) => nameOf(target) === name) ?? fail(`${name} is no target. Use one of ${allTargets.map(nameOf).join(', ')}.`, 2)) ?? usual
const configuration = readConfiguration()

/** Packages in earnest. What is wrong with a package is said after all were made. */
async function packageAll(targets: readonly Target[]): Promise<string[]> {
  const electronDist = process.env['ELECTRON_DIST']
  if (electronDist === undefined && !(await isReachable(electronAddress))) {
    fail(`Electron ${manifest.devDependencies.electron} cannot be fetched, because ${new URL(electronAddress).hostname} cannot be reached. Set ELECTRON_MIRROR to an address that can, or put its ZIP files into a folder and name it in ELECTRON_DIST; npm run dist -- --check proves the packaging without it.`)
  }
  const problems: string[] = []
  for (const target of targets) {
    await gatherNatives(join(packageInputs, 'native'), target, true)
    const { folder, installers } = await pack(electronDist === undefined ? configuration : { ...configuration, electronDist }, target, options.dir === true)
    problems.push(...(await inspect(folder, { target, isWhole: true, icons: packageInputs })).problems.map((problem) => `${nameOf(target)}: ${problem}`))
    for (const file of installers) say(file)
  }
  return problems
}

async function checkAll(targets: readonly Target[]): Promise<string[]> {
  const all: Checked[] = []
  for (const target of targets) all.push(await check({ configuration, target, mayFetch: options.fetch === true }))
  say(`\n${table(all)}\n\ninstallers: ${systems.map((system) => `${system} ${installersOf(configuration, system).join(' ')}`).join(' · ')}`)
  if (all.some(({ isWhole }) => !isWhole)) say('DuckDB’s native code of other systems is not on this machine; --fetch fetches it.')
  return all.flatMap(({ name, problems }) => problems.map((problem) => `${name}: ${problem}`))
}

try {
  if (!(await buildWhereOlder())) process.exit(1)
  await prepare()
  const problems = options.check ? await checkAll(wanted) : await packageAll(wanted)
  if (problems.length > 0) fail(problems.join('\n'))
} catch (error) {
  fail((error as Error).message)
}
