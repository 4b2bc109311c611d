/** Derived results of one process, and the files lent to make them. Each has a file in a folder of this process, which is gone when the process is. */
import { randomBytes } from 'node:crypto'
import { copyFile, mkdir, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { CallId } from '../../shared/call'
import { AppError } from '../../shared/errors'
import type { DerivedId, ResultId } from '../../shared/result'
import { say } from '../../shared/words'
import type { OpenCalls } from './openCalls'
import { readOwner } from './owner'
import type { PreparedTask } from './result'
import type { Task } from './tasks'

export interface Lending {
  pathOf(derivedId: DerivedId): string
  /** Lends the results to a task: they are not written, closed or removed until they are given back. A call that runs here is lent as a copy. */
  lend(task: Task, ids: readonly ResultId[], isRunning: (callId: CallId) => boolean): Promise<PreparedTask>
  giveBack(derivedId: DerivedId): Promise<void>
  /** Keeps the newest; the others are forgotten. */
  keep(derivedId: DerivedId): Promise<void>
  forget(derivedId: DerivedId): Promise<void>
  /** Takes the folder away. */
  close(): Promise<void>
}

/** Derived results kept at once. */
const derivedKept = 20

export function createLending(folder: string, calls: OpenCalls): Lending {
  const own = join(folder, String(process.pid))
  const pathOf = (derivedId: DerivedId): string => join(own, `${derivedId}.duckdb`)
  const lent = new Map<DerivedId, (() => Promise<void>)[]>()
  const kept: DerivedId[] = []
  let ready: Promise<void> | undefined

  /** Folders of processes that are gone hold nothing that anybody can ask for. */
  const prepareFolder = async (): Promise<void> => {
    await rm(own, { recursive: true, force: true })
    await mkdir(own, { recursive: true, mode: 0o700 })
    for (const name of await readdir(folder)) if (/^\d+$/.test(name) && !readOwner(Number(name))) await rm(join(folder, name), { recursive: true, force: true }).catch(() => undefined)
  }

  /** Holds a result open, as a reader does, until it is given back. */
  const hold = async (id: ResultId): Promise<() => Promise<void>> => {
    let release = (): void => undefined
    const held = new Promise<void>((resolve) => (release = resolve))
    let ended: Promise<void> = Promise.resolve()
    await new Promise<void>((resolve, reject) => {
      ended = calls.use(id, 'read', async () => {
        resolve()
        await held
      })
      ended.catch(reject)
    })
    return async () => {
      release()
      await ended
    }
  }

  /** A running call is being written: what is stored by now is copied between two pages. */
  const copy = async (id: CallId, path: string, copyPath: string): Promise<() => Promise<void>> => {
    await calls.use(id, 'write', (call) =>
      call.write?.(async (session) => {
        await session.run('CHECKPOINT').catch(() => undefined) // with a reader in the way the log is copied too
        await copyFile(path, copyPath)
        if (await stat(`${path}.wal`).catch(() => undefined)) await copyFile(`${path}.wal`, `${copyPath}.wal`)
      }) ?? Promise.reject(new AppError('bug', say`A running call was open for reading alone.`)),
    )
    return async () => {
      for (const one of [copyPath, `${copyPath}.wal`]) await rm(one, { force: true })
    }
  }

  const giveBack: Lending['giveBack'] = async (derivedId) => {
    const returns = lent.get(derivedId) ?? []
    lent.delete(derivedId)
    for (const one of returns) await one()
  }
  const forget: Lending['forget'] = async (derivedId) => {
    await calls.release(derivedId)
    for (const path of [pathOf(derivedId), `${pathOf(derivedId)}.wal`]) await rm(path, { force: true })
    const at = kept.indexOf(derivedId)
    if (at >= 0) kept.splice(at, 1)
  }

  return {
    pathOf,
    async lend(task, ids, isRunning) {
      ready ??= prepareFolder()
      await ready
      const derivedId = `derived-${randomBytes(8).toString('hex')}`
      const returns: (() => Promise<void>)[] = []
      lent.set(derivedId, returns)
      try {
        const sources = []
        for (const [index, id] of ids.entries()) {
          const path = calls.pathOf(id)
          if (isRunning(id)) {
            const copyPath = join(own, `${derivedId}.source${index}`)
            returns.push(await copy(id, path, copyPath))
            sources.push({ id, path: copyPath })
          } else {
            returns.push(await hold(id))
            sources.push({ id, path })
          }
        }
        return { derivedId, task, files: { sources, target: pathOf(derivedId), spillFolder: join(own, 'spill') } }
      } catch (thrown) {
        await giveBack(derivedId)
        throw thrown
      }
    },
    giveBack,
    async keep(derivedId) {
      kept.push(derivedId)
      while (kept.length > derivedKept && kept[0] !== undefined) await forget(kept[0])
    },
    forget,
    close: async () => {
      if (ready) await rm(own, { recursive: true, force: true })
    },
  }
}
