/** The kept calls as a whole: listed, searched, named, pinned, deleted and taken back, and let go by limits. It opens a database only for the words of a call that an older version kept. */
import type { CallId, CallRecord } from '../../shared/call'
import { AppError, toWire } from '../../shared/errors'
import { outcomeOf, type HistoryChange } from '../../shared/history'
import { say } from '../../shared/words'
import type { Discarded } from './discarded'
import { agrees, searchWords, wordsLeft, type KeptLine } from './history'
import { readMark, writeMark } from './marks'
import { readAll } from './parallel'
import type { KeptResults } from './result'
import { chooseOld, isOverSize } from './retention'
import type { Sidecar } from './sidecar'
import { readWords, wordsOf, writeWords } from './words'

export interface KeptCallsParts {
  /** Of the results. */
  folder: string
  /** Bytes on disk. */
  sizeOf: (callId: CallId) => Promise<number>
  /** Of every call, newest first; those of dead processes are settled. */
  sidecars: () => Promise<Sidecar[]>
  discarded: Discarded
  has: (callId: CallId) => Promise<boolean>
  /** @throws AppError `input` where it runs. */
  checkEnded: (callId: CallId) => Promise<void>
  /** Closes its file. */
  release: (callId: CallId) => Promise<void>
  read: (callId: CallId) => Promise<CallRecord>
  /** Milliseconds since 1970. */
  now: () => number
}

export type KeptCalls = Pick<KeptResults, 'list' | 'history' | 'mark' | 'discard' | 'restore' | 'sweep' | 'remove' | 'prune'>

/** Calls of an older version that one search makes words for; each opens a database. */
const wordsAtOnce = 25

export function createKeptCalls({ folder, sizeOf, sidecars, discarded, has, checkEnded, release, read, now }: KeptCallsParts): KeptCalls {
  const checkThere = async (callId: CallId): Promise<void> => {
    if (!(await has(callId))) throw new AppError('input', say`There is no result of call ${callId}.`, { next: say`List the results to see which there are.`, about: { field: 'callId' } })
  }
  /** Out of the history, with its files still there. */
  const discard = async (callId: CallId): Promise<void> => {
    await checkEnded(callId)
    await checkThere(callId)
    await release(callId)
    await discarded.put(callId)
  }
  const remove: KeptCalls['remove'] = async (callId) => {
    await discard(callId)
    await discarded.purge(callId).catch(async (thrown: unknown) => {
      // Its file is held, on systems where that keeps it: the call stays, whole.
      await discarded.takeBack(callId).catch(() => undefined)
      throw thrown
    })
  }
  /** One after another; what fails is told and the others go on. */
  const each = async (callIds: readonly CallId[], work: (callId: CallId) => Promise<void>): Promise<HistoryChange> => {
    const change: HistoryChange = { done: [], failed: [] }
    for (const callId of callIds) {
      await work(callId).then(
        () => change.done.push(callId),
        (thrown: unknown) => change.failed.push({ callId, error: toWire(thrown) }),
      )
    }
    return change
  }

  const keptLines = async (): Promise<KeptLine[]> =>
    readAll(await sidecars(), async ({ line }) => {
      const [{ name, isPinned }, bytes] = await Promise.all([readMark(folder, line.callId), sizeOf(line.callId)])
      return { ...line, ...(name === undefined ? {} : { name }), isPinned, outcome: outcomeOf(line), bytes }
    })

  /** The words of a call of an older version; undefined where its file is held by another process. */
  const makeWords = async (callId: CallId): Promise<string | undefined> => {
    try {
      const { spec, summary } = await read(callId)
      const words = wordsOf(spec, summary.targets)
      await writeWords(folder, callId, words)
      return words
    } catch {
      return undefined
    }
  }

  return {
    list: async () =>
      readAll(await sidecars(), async ({ line }) => {
        const { name } = await readMark(folder, line.callId)
        return { ...line, ...(name === undefined ? {} : { name }) }
      }),

    async history(search) {
      const all = await keptLines()
      const sought = searchWords(search)
      let unread = 0
      let made = 0
      const found = await readAll(all.filter((line) => agrees(line, search)), async (line) => {
        const left = wordsLeft(line, sought)
        if (left.length === 0) return line
        const words = (await readWords(folder, line.callId)) ?? ((made += 1) <= wordsAtOnce ? await makeWords(line.callId) : undefined)
        if (words === undefined) unread += 1
        return words !== undefined && left.every((word) => words.includes(word)) ? line : undefined
      })
      return { lines: found.filter((line) => line !== undefined), total: all.length, bytes: all.reduce((sum, { bytes }) => sum + bytes, 0), unread }
    },

    async mark({ callId, name, isPinned }) {
      await checkThere(callId)
      const before = await readMark(folder, callId)
      const kept = name ?? before.name ?? ''
      await writeMark(folder, callId, { ...(kept === '' ? {} : { name: kept }), isPinned: isPinned ?? before.isPinned })
    },

    discard: (callIds) => each(callIds, discard),
    restore: (callIds) => each(callIds, (callId) => discarded.takeBack(callId)),
    async sweep(olderThanMs) {
      const { done } = await each(await discarded.olderThan(olderThanMs), (callId) => discarded.purge(callId))
      return done.length
    },
    remove,

    async prune(spec) {
      const results = (await keptLines()).map((line) => ({ line, bytes: line.bytes, isPinned: line.isPinned }))
      const chosen = chooseOld(results, spec, now())
      const { failed } = await each(spec.isTrial ? [] : chosen.map(({ callId }) => callId), remove)
      const held = new Set(failed.map(({ callId }) => callId))
      const removed = chosen.filter(({ callId }) => !held.has(callId))
      const gone = new Set(removed.map(({ callId }) => callId))
      const left = results.filter(({ line }) => !gone.has(line.callId))
      const bytes = left.reduce((sum, result) => sum + result.bytes, 0)
      return { removed, kept: { results: left.length, bytes }, isOverSize: isOverSize(bytes, spec), failed: [...held] }
    },
  }
}
