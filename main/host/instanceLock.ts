/** One running application per data folder: a lock file that names its process, and a knock on its door, with the words of its command line, for whoever comes second. */
import { randomUUID } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** What a second start was asked for. */
export interface Knock {
  words: string[]
  folder: string
}

export interface InstanceLock {
  /** False where another process of this data folder is running; it is then told. */
  request(): boolean
  has(): boolean
  release(): void
}

const lockName = 'instance.lock'
/** Each knock is a file of its own, so that of two at once both are heard. */
const knockName = `${lockName}.knock.`
/** Milliseconds between two looks at the door. */
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

/** What stands in the knock; nothing where it cannot be read as one. */
function readKnock(file: string): Knock {
  try {
    const { words, folder } = JSON.parse(readOwner(file)) as { words?: unknown; folder?: unknown }
    if (Array.isArray(words) && words.every((word) => typeof word === 'string') && typeof folder === 'string') return { words, folder }
  } catch {
    // It says nothing.
  }
  return { words: [], folder: '' }
}

function leaveKnock(folder: string, knock: Knock): void {
  const name = `${Date.now()}-${randomUUID()}`
  // Renamed into place, so that it is never read half written.
  const unread = join(folder, `${lockName}.unread.${name}`)
  writeFileSync(unread, JSON.stringify(knock), { mode: 0o600 })
  renameSync(unread, join(folder, `${knockName}${name}`))
}

/** Takes the knocks away and answers with what they say, the oldest first. It looks at what is there and not at what changes, so that none can come too early to be seen. */
function takeKnocks(folder: string): Knock[] {
  let names: string[] = []
  try {
    names = readdirSync(folder).filter((name) => name.startsWith(knockName))
  } catch {
    // The folder is gone, and nobody can knock.
  }
  return names.sort().map((name) => {
    const file = join(folder, name)
    const knock = readKnock(file)
    rmSync(file, { force: true })
    return knock
  })
}

/** `folder` is read when the lock is asked for, because main may move its data folder first. */
export function createInstanceLock(folder: () => string, onKnock: (knock: Knock) => void, own: () => Knock = () => ({ words: [], folder: '' })): InstanceLock {
  let held: { file: string; timer: NodeJS.Timeout } | undefined
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
      const place = folder()
      mkdirSync(place, { recursive: true })
      const file = join(place, lockName)
      if (!take(file)) {
        const [pid = '', began = ''] = readOwner(file).split(' ')
        if (isAlive(Number(pid)) && began === beganAt(Number(pid))) {
          leaveKnock(place, own())
          return false
        }
        rmSync(file, { force: true })
        // They knocked for the one that died.
        takeKnocks(place)
        if (!take(file)) return false
      }
      held = { file, timer: setInterval(() => takeKnocks(place).forEach(onKnock), knockInterval).unref() }
      return true
    },
    release: () => {
      if (held === undefined) return
      clearInterval(held.timer)
      rmSync(held.file, { force: true })
      held = undefined
    },
  }
}
