import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { extractAll } from '@electron/asar'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildWhereOlder } from '../../../../main/host/build'
import { check, table, type Checked } from '../../../../main/host/dist/check'
import { readConfiguration } from '../../../../main/host/dist/pack'
import { prepare } from '../../../../main/host/dist/prepare'
import { allTargets, nameOf, ownTarget, type Target } from '../../../../main/host/dist/targets'
import { root } from '../../../../main/host/root'
import { runTool } from '../../../../main/host/runTool'

const patience = 180_000
const place = mkdtempSync(join(tmpdir(), 'rolecall-dist-test-'))
afterAll(() => rmSync(place, { recursive: true, force: true }))
beforeAll(async () => {
  expect(await buildWhereOlder()).toBe(true)
  await prepare()
}, patience)

const targetNamed = (name: string): Target => allTargets.find((target) => nameOf(target) === name) ?? { system: 'linux', processor: 'x64' }
const configuration = readConfiguration()
const usualFiles = configuration.files as (string | object)[]
/** The file list with more patterns; electron-builder reads those after a set of files as if they stood first. */
const filesWith = (...more: (string | object)[]): never => [...usualFiles.filter((one) => typeof one === 'string'), ...more, ...usualFiles.filter((one) => typeof one !== 'string')] as never

describe('a package made with a stand-in for Electron', () => {
  const own = ownTarget()
  it.runIf(own !== undefined)('holds what this system needs and nothing else, and its command line and native code run out of it', { timeout: patience }, async () => {
    if (own === undefined) return
    const application = join(place, 'application')
    const checked = await check({
      configuration,
      target: own,
      mayFetch: false,
      onPacked: (folder) => {
        const resources = join(folder, own.system === 'mac' ? 'Rolecall.app/Contents/Resources' : 'resources')
        extractAll(join(resources, 'app.asar'), application)
        cpSync(join(resources, 'app.asar.unpacked'), application, { recursive: true })
      },
    })
    expect(checked).toMatchObject({ problems: [], isWhole: true })
    const env = { ...process.env, ROLECALL_HOME: join(place, 'home') }
    const shown = await runTool(process.execPath, [join(application, 'out/main/cli.js'), 'catalog', 'show', 'Ecs', 'DescribeInstances'], { timeoutMs: 30_000, cwd: application, env })
    expect(shown).toMatchObject({ code: 0, output: expect.stringContaining('Ecs 2014-05-26 DescribeInstances') as string })
    const probe = join(application, 'probe.mjs')
    writeFileSync(probe, "import keytar from '@github/keytar'\nimport { DuckDBInstance } from '@duckdb/node-api'\nconst asked = await (await (await DuckDBInstance.create(':memory:')).connect()).runAndReadAll('SELECT 6 * 7')\nprocess.stdout.write(`${typeof keytar.getPassword} ${asked.getRows()[0][0]}`)\n")
    expect(await runTool(process.execPath, [probe], { timeoutMs: 30_000, cwd: application })).toMatchObject({ code: 0, output: 'function 42' })
  })

  it.each(['mac-arm64', 'win-x64'])('is right for %s too', { timeout: patience }, async (name) => {
    const checked = await check({ configuration, target: targetNamed(name), mayFetch: false })
    expect(checked.problems).toEqual([])
    expect(checked.megabytes).toBeGreaterThan(10)
  })

  it('is refused for each fault it has, by name', { timeout: patience }, async () => {
    const checked = await check({
      configuration: {
        ...configuration,
        files: filesWith('!out/main/cli.js', '!node_modules/valibot/**', 'main/host/argv.ts', { from: join(root, 'node_modules/@github/keytar/prebuilds/win32-ia32'), to: 'node_modules/@github/keytar/prebuilds/linux-arm64' }),
        asarUnpack: [],
        extraResources: [],
        linux: { ...configuration.linux, extraResources: [] },
        electronFuses: { ...configuration.electronFuses, runAsNode: true, onlyLoadAppFromAsar: false },
      },
      target: targetNamed('linux-arm64'),
      mayFetch: false,
      budget: 1,
    })
    expect(checked.problems).toEqual(
      expect.arrayContaining([
        'out/main/cli.js is needed and is not in the package',
        expect.stringMatching(/^valibot \S+ is needed and is not in the package$/),
        'main/host/argv.ts should not be in the package',
        'node_modules/@github/keytar/prebuilds/linux-arm64/keytar.node lies inside the archive, where no system can load it',
        'the fuse RunAsNode is not off',
        'the fuse OnlyLoadAppFromAsar is not on',
        'notices/THIRD-PARTY-NOTICES.txt is missing',
        'bin/rolecall is needed and is not among the resources',
        expect.stringMatching(/^it weighs \d+\.\d+ MB, and 1 MB are allowed$/),
      ]),
    )
  })

  it('is refused where native code is for another system', { timeout: patience }, async () => {
    const files = filesWith({ from: join(root, 'node_modules/@github/keytar/prebuilds/linux-x64'), to: 'node_modules/@github/keytar/prebuilds/darwin-arm64' })
    const { problems } = await check({ configuration: { ...configuration, files }, target: targetNamed('win-arm64'), mayFetch: false })
    expect(problems).toEqual(['node_modules/@github/keytar/prebuilds/darwin-arm64/keytar.node is not for win-arm64'])
  })

  it('is not made where an icon is missing or the configuration does not fit its schema', { timeout: patience }, async () => {
    const target = targetNamed('mac-x64')
    const empty = join(place, 'empty')
    mkdirSync(empty)
    const withoutIcons = await check({ configuration: { ...configuration, directories: { buildResources: empty } }, target, mayFetch: false })
    expect(withoutIcons.problems.join()).toMatch(/cannot find specified resource "(icon|call)\.icns"/)
    const unknownKey = await check({ configuration: { ...configuration, ...{ colour: 'red' } }, target, mayFetch: false })
    expect(unknownKey.problems.join()).toMatch(/configuration has an unknown property 'colour'/)
  })
})

describe('the table', () => {
  it('says for each target what it weighs, what it may, and whether it is good', () => {
    const good: Checked = { name: 'linux-x64', problems: [], megabytes: 84.81, budget: 90, files: 2074, isWhole: true }
    expect(table([good, { ...good, name: 'win-arm64', problems: ['a', 'b'], isWhole: false }])).toBe(
      ['target     files    MB  allowed  native code     verdict', 'linux-x64   2074  84.8       90  all             good', 'win-arm64   2074  84.8       90  without DuckDB  2 problems'].join('\n'),
    )
  })
})

describe('npm run dist', () => {
  const dist = (args: string[], env: NodeJS.ProcessEnv = {}) => runTool(process.execPath, ['--import', 'tsx', join(root, 'main/host/dist/run.ts'), ...args], { timeoutMs: patience, cwd: root, env: { ...process.env, HTTPS_PROXY: '', https_proxy: '', ...env } })

  it('says in one sentence that Electron’s binary cannot be had, and what to do', { timeout: patience }, async () => {
    const closed = await new Promise<number>((resolve) => {
      const server = createServer().listen(0, '127.0.0.1', () => {
        const { port } = server.address() as { port: number }
        server.close(() => resolve(port))
      })
    })
    const run = await dist([], { ELECTRON_MIRROR: `http://127.0.0.1:${closed}/` })
    expect(run).toMatchObject({ code: 1, output: expect.stringMatching(/^Electron \S+ cannot be fetched, because 127\.0\.0\.1 cannot be reached\. Set ELECTRON_MIRROR .*\n$/) as string })
  })

  it('checks one target and prints its line', { timeout: patience }, async () => {
    const run = await dist(['--check', '--target', 'linux-x64'])
    expect(run.output).toMatch(/\nlinux-x64 +\d+ +\d+\.\d +\d+ .* good\n/)
    expect(run.code).toBe(0)
    expect(existsSync(join(root, 'dist', 'linux-unpacked'))).toBe(false)
  })

  it('refuses a target that nobody knows', { timeout: patience }, async () => {
    expect(await dist(['--target', 'amiga'])).toMatchObject({ code: 2, output: expect.stringMatching(/^amiga is no target\. Use one of linux-x64, /) as string })
  })
})
