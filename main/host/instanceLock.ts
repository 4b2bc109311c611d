/** One running application per data folder: a lock file that names its process, and a knock on its door for whoever comes second. */
import { mkdirSync, readFileSync, rmSync, unwatchFile, watchFile, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface InstanceLock {
  /** False where another process of this data folder is running; it is then told. */
  request(): boolean
  has(): boolean
  release(): void
}

const knockInterval = 500

/** When the process began, so that a process id given out again is not taken for its first owner; empty where the system does not tell. */
const beganAt = (pid: number): string => {
  try {
    // Field 22 of proc(5)'s stat; the name in field 2 may hold spaces and ends at the last bracket.
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[19] ?? ''
  } catch {
    return ''
  }
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

const readOwner = (file: string): string => {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

/** `folder` is read when the lock is asked for, because main may move its data folder first. */
export function createInstanceLock(folder: () => string, onKnock: () => void): InstanceLock {
  let held: string | undefined
  const take = (file: string): boolean => {
    try {
      writeFileSync(file, `${process.pid} ${beganAt(process.pid)}`, { flag: 'wx' })
      return true
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
      throw error
    }
  }
  return {
    has: () => held !== undefined,
    request: () => {
      if (held !== undefined) return true
      mkdirSync(folder(), { recursive: true })
      const file = join(folder(), 'instance.lock')
      const knock = `${file}.knock`
      if (!take(file)) {
        const [pid = '', began = ''] = readOwner(file).split(' ')
        if (isAlive(Number(pid)) && began === beganAt(Number(pid))) {
          writeFileSync(knock, String(process.pid))
          return false
        }
        rmSync(file, { force: true })
        if (!take(file)) return false
      }
      held = file
      watchFile(knock, { interval: knockInterval, persistent: false }, (now) => {
        if (now.mtimeMs > 0) onKnock()
      })
      return true
    },
    release: () => {
      if (held === undefined) return
      unwatchFile(`${held}.knock`)
      rmSync(held, { force: true })
      rmSync(`${held}.knock`, { force: true })
      held = undefined
    },
  }
}
