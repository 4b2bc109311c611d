/** The starter of the command line beside a build of its own: built once, whoever else starts meanwhile, and again after a build that was killed. */
import { spawn } from 'node:child_process'
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const slow = 60_000
const build = `import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
appendFileSync('builds', 'x')
await new Promise((done) => setTimeout(done, 500))
mkdirSync('out/main', { recursive: true })
writeFileSync('out/main/cli.js', 'console.log("started")')
`

let root: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'rolecall-start-'))
  await mkdir(join(root, 'main'))
  await copyFile(resolve(import.meta.dirname, '../../main/rolecall.mjs'), join(root, 'main/rolecall.mjs'))
  await writeFile(join(root, 'package.json'), JSON.stringify({ type: 'module', scripts: { build: 'node build.js' } }))
  await writeFile(join(root, 'build.js'), build)
})
afterEach(() => rm(root, { recursive: true, force: true }))

function start(): Promise<{ status: number | null; stdout: string }> {
  const child = spawn(process.execPath, [join(root, 'main/rolecall.mjs')], { stdio: ['ignore', 'pipe', 'ignore'] })
  let stdout = ''
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  return new Promise((done) => child.on('close', (status) => done({ status, stdout })))
}
const builds = async (): Promise<number> => (await readFile(join(root, 'builds'), 'utf8')).length
const started = { status: 0, stdout: 'started\n' }

describe('the first start', () => {
  it('builds once where three begin together, and each of them runs', async () => {
    expect(await Promise.all([start(), start(), start()])).toEqual([started, started, started])
    expect(await builds()).toBe(1)
    expect(await start()).toEqual(started)
    expect(await builds()).toBe(1)
  }, slow)

  it('builds anew where an earlier build was killed and left its lock', async () => {
    const gone = spawn(process.execPath, ['--version'], { stdio: 'ignore' })
    await new Promise((done) => gone.on('close', done))
    await mkdir(join(root, 'out'))
    await writeFile(join(root, 'out/.building'), String(gone.pid))
    expect(await start()).toEqual(started)
    expect(await builds()).toBe(1)
  }, slow)
})
