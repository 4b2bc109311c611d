/** The result store as main sees it: a proxy that asks the result process. It starts that process when it is first needed, once more after a crash, and lets no ask wait for ever. */
import type { Child, StartChild } from '../children'
import { AppError, fromWire } from '../../shared/errors'
import { say } from '../../shared/words'
import { readOwner } from './owner'
import { beatEvery, verbs, type FromChild, type ToChild, type Verb } from './protocol'
import { takePortions, type PortionedCore } from './portions'
import type { ResultStore, TaskRequest } from './result'
import { createTaskRunner } from './taskRunner'

export interface ResultStoreParts {
  /** The data folder (`ROLECALL_HOME`). */
  home: string
  startChild: StartChild
  /** Absolute path of the built `resultProcess.js`, or of `process.ts` in tests. */
  modulePath: string
  /** Milliseconds that an ask may take, and that the process may be silent while asks wait. */
  askTimeoutMs?: number
  silenceTimeoutMs?: number
}

interface Pending {
  settle: (value: unknown) => void
  fail: (error: AppError) => void
  onProgress?: (progress: Extract<FromChild, { kind: 'progress' }>['progress']) => void
}

/** One life of the result process. */
interface Life {
  child: Child
  pending: Map<number, Pending>
  heardAt: number
  watch: NodeJS.Timeout
}

/** Verbs that may rightly take as long as they need, as long as the process shows that it lives. */
const unbounded = new Set<Verb>(['appendPage', 'appendPages', 'finish', 'prune', 'sweep'])

const gone = (): AppError =>
  new AppError('storage', say`The result process ended unexpectedly.`, { next: say`Try again: every stored page is safe. If it happens again, report it with the log file.`, about: { code: 'ResultProcessEnded' } })

export function createResultStore({ home, startChild, modulePath, askTimeoutMs = 60_000, silenceTimeoutMs = 30_000 }: ResultStoreParts): ResultStore {
  const tasks = createTaskRunner({ startChild, modulePath, silenceTimeoutMs })
  let life: Life | undefined
  let lastId = 0
  /** Crashes since an ask was last answered. */
  let crashes = 0
  let isClosed = false

  const end = (ended: Life): void => {
    clearInterval(ended.watch)
    if (life === ended) life = undefined
    if (!isClosed) crashes += 1
    for (const { fail } of ended.pending.values()) fail(gone())
    ended.pending.clear()
  }

  const hear = (from: Life, message: FromChild): void => {
    from.heardAt = performance.now()
    if (message.kind === 'beat') return
    const waiting = from.pending.get(message.id)
    if (message.kind === 'progress') {
      waiting?.onProgress?.(message.progress)
      return
    }
    crashes = 0
    from.pending.delete(message.id)
    if (message.kind === 'value') waiting?.settle(message.value)
    else waiting?.fail(fromWire(message.error))
  }

  const start = (): Life => {
    const child = startChild(modulePath, 'Rolecall results')
    const started: Life = {
      child,
      pending: new Map(),
      heardAt: performance.now(),
      watch: setInterval(() => {
        if (started.pending.size === 0) started.heardAt = performance.now()
        else if (performance.now() - started.heardAt > silenceTimeoutMs) child.kill()
      }, beatEvery),
    }
    child.onMessage((message) => hear(started, message as FromChild))
    child.onExit(() => end(started))
    const owner = readOwner(process.pid) ?? { pid: process.pid, began: '' }
    child.post({ kind: 'open', home, owner } satisfies ToChild)
    return started
  }

  const living = (): Life => {
    if (isClosed) throw new AppError('bug', say`The result store is closed.`)
    if (crashes > 1) throw new AppError('storage', say`The result process keeps ending and is not started again.`, { next: say`Start Rolecall again. If it happens again, report it with the log file.`, about: { code: 'ResultProcessEnded' } })
    life ??= start()
    return life
  }

  const post = (message: ToChild & { id: number }, limitMs: number | undefined, onProgress?: Pending['onProgress']): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const current = living()
      const limit =
        limitMs === undefined
          ? undefined
          : setTimeout(() => {
              current.pending.delete(message.id)
              reject(new AppError('storage', say`The result process did not answer within ${limitMs / 1000} s.`, { next: say`Try again; with a smaller filter or without sorting it takes less time.`, about: { code: 'Timeout' } }))
            }, limitMs)
      const settle: Pending['settle'] = (value) => {
        clearTimeout(limit)
        resolve(value)
      }
      const fail: Pending['fail'] = (error) => {
        clearTimeout(limit)
        reject(error)
      }
      current.pending.set(message.id, { settle, fail, ...(onProgress ? { onProgress } : {}) })
      current.child.post(message)
    })

  /** Every verb is one ask with the same arguments. */
  const ask = <V extends Verb>(verb: V) =>
    ((...args: Parameters<PortionedCore[V]>) =>
      post({ kind: 'ask', id: ++lastId, verb, args } as Extract<ToChild, { kind: 'ask' }>, unbounded.has(verb) ? undefined : askTimeoutMs)) as PortionedCore[V]
  const asks = Object.fromEntries(verbs.map((verb) => [verb, ask(verb)])) as Pick<PortionedCore, Verb>

  /** A result made from others: this process lends the files, another does the work. */
  const derive = async <T>(request: TaskRequest, signal: AbortSignal): Promise<T> => {
    const startedAt = performance.now()
    const prepared = await asks.prepare(request)
    try {
      const facts = await tasks.run(prepared, signal)
      const derived = await asks.adopt(prepared.derivedId, facts)
      return { ...derived, elapsedMs: performance.now() - startedAt } as T
    } finally {
      if (!isClosed) await asks.giveBack(prepared.derivedId).catch(() => undefined) // a store that is gone lends nothing
    }
  }

  return {
    ...asks,
    ...takePortions(asks),
    sql: (spec, { signal }) => derive({ kind: 'sql', spec }, signal),
    rowsFrom: (spec, { signal }) => derive({ kind: 'rowsFrom', spec }, signal),
    compare: (spec, { signal }) => derive({ kind: 'compare', spec }, signal),
    async export(spec, path, { signal, onProgress }) {
      const id = ++lastId
      const cancel = (): void => life?.child.post({ kind: 'cancel', id } satisfies ToChild)
      const answer = post({ kind: 'export', id, spec, path }, undefined, onProgress)
      signal.addEventListener('abort', cancel)
      if (signal.aborted) cancel()
      try {
        return (await answer) as Awaited<ReturnType<ResultStore['export']>>
      } finally {
        signal.removeEventListener('abort', cancel)
      }
    },
    async close() {
      if (isClosed) return
      tasks.close()
      const last = life
      const answer = last ? asks.close() : undefined
      isClosed = true
      await answer?.catch(() => undefined) // a process that is gone is closed
      if (!last) return
      clearInterval(last.watch)
      last.child.kill()
    },
  }
}
