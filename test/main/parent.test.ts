/** A child's line to main, between real processes. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, it } from 'vitest'

// A process that stores results once stayed for ever where main was killed while it began.
it.each([
  ['as it begins', false],
  ['later', true],
])('a child hears that main has ended, where it ended %s', async (_when, listensBefore) => {
  const folder = await mkdtemp(join(tmpdir(), 'rolecall-parent-'))
  const modulePath = join(folder, 'child.mts')
  await writeFile(
    modulePath,
    `import { findParent } from ${JSON.stringify(pathToFileURL(resolve('main/parent.ts')).href)}
     setInterval(() => undefined, 1000)
     while (!${listensBefore} && process.connected) await new Promise((done) => setTimeout(done, 5))
     findParent().onClosed(() => process.exit(7))
     if (process.connected) process.send?.('listens')`,
  )
  const child = fork(modulePath, [], { execArgv: ['--import', import.meta.resolve('tsx')], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  try {
    const ended = once(child, 'exit', { signal: AbortSignal.timeout(20_000) })
    await once(child, listensBefore ? 'message' : 'spawn', { signal: AbortSignal.timeout(20_000) })
    child.disconnect()
    expect((await ended)[0]).toBe(7)
  } finally {
    child.kill('SIGKILL')
    await rm(folder, { recursive: true, force: true })
  }
}, 40_000)
