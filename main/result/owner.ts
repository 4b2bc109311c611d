/** Tells whether the process that runs a call is still the same living one. It asks the system; it never signals a process. */
import { readFileSync } from 'node:fs'

/** A process: its id, and where the system tells it, when it began, since ids are used again. */
export interface Owner {
  pid: number
  /** Boot and start time on Linux; empty elsewhere, where only the id is compared. */
  began: string
}

/** The process with this id, or undefined where there is none. */
export function readOwner(pid: number): Owner | undefined {
  if (process.platform === 'linux') {
    try {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ')
      // After the name come the state (a zombie has ended) and, 19 fields on, the start time in ticks since boot.
      if (fields[0] === 'Z' || fields[0] === 'X') return undefined
      return { pid, began: `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${fields[19] ?? ''}` }
    } catch {
      return undefined // no such process
    }
  }
  try {
    process.kill(pid, 0) // signal 0 only asks
    return { pid, began: '' }
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === 'EPERM' ? { pid, began: '' } : undefined
  }
}

export const isAlive = (owner: Owner): boolean => readOwner(owner.pid)?.began === owner.began
