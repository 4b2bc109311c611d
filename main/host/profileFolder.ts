/** The browser's profile folder: fresh for each start, gone at exit. It keeps nothing of the operator's own browser. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const prefix = 'rolecall-browser-'

const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

export function removeFolder(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 })
  } catch {
    // A folder of another user, or one still held open: the next start tries again.
  }
}

/** Makes an empty folder only this user can read, and removes those that a killed process of ours left behind. */
export function createProfileFolder(parent = tmpdir()): string {
  for (const name of readdirSync(parent)) {
    const pid = new RegExp(`^${prefix}(\\d+)-`).exec(name)?.[1]
    if (pid !== undefined && !isRunning(Number(pid))) removeFolder(join(parent, name))
  }
  return mkdtempSync(join(parent, `${prefix}${process.pid}-`))
}
