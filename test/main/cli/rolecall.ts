/** Runs the real command line as a child process, with a data folder of its own, no keychain, and the practice cloud in this process. */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { PracticeOptions } from '../../../main/practice/practice'
import { startPractice, type PracticeServer } from '../../../main/practice/server'

const root = resolve(import.meta.dirname, '../../..')

export interface Ended {
  status: number | null
  stdout: string
  stderr: string
}

export interface Bench {
  cloud: PracticeServer
  home: string
  /** Runs a command to its end. */
  run(args: string[], stdin?: string, more?: NodeJS.ProcessEnv): Promise<Ended>
  /** Starts a command; `ended` resolves with what it wrote. `more` is added to its environment. */
  start(args: string[], more?: NodeJS.ProcessEnv): { child: ChildProcessWithoutNullStreams; ended: Promise<Ended> }
  /** Runs a shell script in which `rolecall` is the command. */
  shell(script: string): Promise<Ended>
  /** Writes a call file of DescribeInstances with these lines added and answers with its path. */
  callFile(lines: string[], operation?: [product: string, version: string, operation: string], profile?: string): Promise<string>
  path(name: string): string
  /** Requests that the cloud has seen. */
  requests(): number
  close(): Promise<void>
}

/** With `profile`, the profile `practice` stands ready and verified. With `keyring`, commands find the keyring this test runs beside. With `inApplication`, the built application is the command line, on the Chromium host. */
export async function openBench(options: PracticeOptions = {}, { profile = true, keyring = false, inApplication = false } = {}): Promise<Bench> {
  const home = await mkdtemp(join(tmpdir(), 'rolecall-cli-'))
  const cloud = await startPractice(options)
  const { PATH, DBUS_SESSION_BUS_ADDRESS, XDG_RUNTIME_DIR } = process.env
  // Without a bus the keychain is unavailable on any Linux, and the secret comes from the official variables.
  const secrets = keyring ? { DBUS_SESSION_BUS_ADDRESS, XDG_RUNTIME_DIR } : { ALIBABA_CLOUD_ACCESS_KEY_ID: cloud.accessKeyId, ALIBABA_CLOUD_ACCESS_KEY_SECRET: cloud.accessKeySecret }
  const env: NodeJS.ProcessEnv = { PATH, HOME: home, ROLECALL_HOME: join(home, 'data'), ROLECALL_OFFLINE: '1', ...(inApplication ? { ROLECALL_HEADLESS: '1', TMPDIR: tmpdir() } : {}), ...secrets }
  const children = new Set<ChildProcessWithoutNullStreams>()
  const command = inApplication ? [join(root, 'main/host/electron'), root] : [process.execPath, '--import', 'tsx', join(root, 'main/cli.ts')]
  const start: Bench['start'] = (args, more) => spawnIn([...command, ...args], more)
  const spawnIn = ([program = '', ...args]: string[], more: NodeJS.ProcessEnv = {}): ReturnType<Bench['start']> => {
    const child = spawn(program, args, { cwd: root, env: { ...env, ...more } })
    children.add(child)
    let stdout = ''
    let stderr = ''
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
    child.stdin.on('error', () => undefined)
    const ended = new Promise<Ended>((done) => {
      child.on('close', (status) => {
        children.delete(child)
        done({ status, stdout, stderr })
      })
    })
    return { child, ended }
  }
  let files = 0
  const bench: Bench = {
    cloud,
    home,
    start,
    run: (args, stdin = '', more = {}) => {
      const { child, ended } = start(args, more)
      child.stdin.end(stdin)
      return ended
    },
    shell: (script) => {
      const { child, ended } = spawnIn(['sh', '-c', `rolecall() { ${command.map((word) => `'${word}'`).join(' ')} "$@"; }\n${script}`])
      child.stdin.end()
      return ended
    },
    callFile: async (lines, [product, version, operation] = ['Ecs', '2014-05-26', 'DescribeInstances'], profile = 'practice') => {
      const path = join(home, `call-${(files += 1)}.yaml`)
      await writeFile(path, ['rolecall: 1', `product: ${product}`, `version: "${version}"`, `operation: ${operation}`, `profile: ${profile}`, ...lines, ''].join('\n'))
      return path
    },
    path: (name) => join(home, name),
    requests: () => Object.values(cloud.traffic.requests).reduce((sum, count) => sum + count, 0),
    close: async () => {
      for (const child of children) child.kill('SIGKILL')
      await cloud.close()
      await rm(home, { recursive: true, force: true, maxRetries: 3 })
    },
  }
  if (profile) {
    const added = await bench.run(['profile', 'add', 'practice', '--access-key-id', cloud.accessKeyId, '--endpoint', `*=${cloud.address}`])
    const verified = await bench.run(['profile', 'verify', 'practice'])
    if (added.status !== 0 || verified.status !== 0) throw new Error(`${added.stderr}${verified.stderr}`)
  }
  return bench
}
