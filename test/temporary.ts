/** Gives each test file a temporary folder of its own in place of the system's, and removes it with all that the file and its children left there. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll } from 'vitest'

const names = process.platform === 'win32' ? (['TEMP', 'TMP'] as const) : (['TMPDIR'] as const)
const before = names.map((name) => process.env[name])
const system = tmpdir()
const own = mkdtempSync(join(system, 'rolecall-test-'))

const mostTries = 20
const retryEveryMs = 250

// What tsx has compiled serves every file; children would otherwise compile it anew for each.
const compiled = `tsx-${process.geteuid?.() ?? ''}`
if (process.geteuid !== undefined) {
  if (!existsSync(join(system, compiled))) mkdirSync(join(system, compiled), { recursive: true })
  symlinkSync(join(system, compiled), join(own, compiled))
}
for (const name of names) process.env[name] = own

// Registered first, so that it runs after every other.
afterAll(async () => {
  names.forEach((name, at) => {
    const value = before[at]
    if (value === undefined) delete process.env[name]
    else process.env[name] = value
  })
  // The browser of a window that a test killed writes for a moment longer.
  for (let tries = 1; ; tries += 1) {
    try {
      return rmSync(own, { recursive: true, force: true })
    } catch (thrown) {
      if (tries === mostTries) throw thrown
      await setTimeout(retryEveryMs)
    }
  }
})
