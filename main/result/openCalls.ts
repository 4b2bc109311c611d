/** Keeps the databases of a few calls open: lazily, read-only unless written to, the longest unused closed first. It never has one file open twice. */
import { AppError } from '../../shared/errors'
import type { ResultId } from '../../shared/result'
import { say } from '../../shared/words'
import { bringUpToDate, createTables, isUpToDate, readColumns, readHead, type CallHead } from './tables'
import { openDatabase, type Database, type Session } from './duckdb'
import { hasContext } from './derivedFile'
import { createIngest, type Ingest } from './ingest'
import { createWindows, type Windows } from './windows'
import type { ColumnState } from './columns'

/** One call whose database is open. */
export interface OpenCall {
  readonly callId: ResultId
  readonly head: CallHead
  /** False for rows that belong to no account, region or page. */
  readonly hasContext: boolean
  readonly database: Database
  /** For statements of the module's own; writes go through `write`. */
  readonly reader: Session
  readonly windows: Windows
  columns: () => readonly ColumnState[]
  total: () => number
  /** Runs writes one after another; absent where the file is open read-only. */
  readonly write?: <T>(work: (session: Session, ingest: Ingest) => Promise<T>) => Promise<T>
  /** Reads pages that are to be written next, beside what is being written; as `write`. */
  readonly readPages?: Ingest['read']
}

export type Mode = 'read' | 'write'

export interface OpenCalls {
  /** Makes the file of a new call, open for writing. */
  create(callId: ResultId, head: CallHead): Promise<void>
  use<T>(callId: ResultId, mode: Mode, work: (call: OpenCall) => Promise<T>): Promise<T>
  /** Waits for what runs on the call, then closes its file. */
  release(callId: ResultId): Promise<void>
  /** After the last write: brings the log into the file, and closes it as soon as nobody uses it, so that other processes may read it. Whoever asks meanwhile does not wait; resolves when it is closed. */
  settle(callId: ResultId): Promise<void>
  closeAll(): Promise<void>
  /** Where the file of a result is. */
  pathOf: (callId: ResultId) => string
}

export interface OpenCallsParts {
  pathOf: (callId: ResultId) => string
  /** True where the file is there. */
  has: (callId: ResultId) => Promise<boolean>
  now: () => number
}

interface Place {
  call?: OpenCall
  users: number
  idle: (() => void)[]
  /** It is closed once it is idle, unless it is written to before. */
  isLeaving: boolean
  /** Opening and closing take turns. */
  turn: Promise<unknown>
}

const keptOpen = 3

export function createOpenCalls(parts: OpenCallsParts): OpenCalls {
  const places = new Map<ResultId, Place>()

  const whenIdle = (place: Place): Promise<void> => (place.users === 0 ? Promise.resolve() : new Promise((resolve) => place.idle.push(resolve)))
  const close = (place: Place): void => {
    place.call?.database.close()
    delete place.call
    place.isLeaving = false
  }
  const inTurn = <T>(place: Place, work: () => Promise<T>): Promise<T> => {
    const result = place.turn.then(work)
    place.turn = result.catch(() => undefined)
    return result
  }

  const placeOf = (callId: ResultId): Place => {
    const place = places.get(callId) ?? { users: 0, idle: [], isLeaving: false, turn: Promise.resolve() }
    places.delete(callId)
    places.set(callId, place) // the last used stands last
    return place
  }

  const enter = (callId: ResultId, mode: Mode): Promise<[Place, OpenCall]> => {
    const place = placeOf(callId)
    return inTurn(place, async () => {
      if (mode === 'write') place.isLeaving = false
      if (place.call && mode === 'write' && !place.call.write) {
        await whenIdle(place)
        close(place)
      }
      place.call ??= await open(callId, mode, parts)
      place.users += 1
      return [place, place.call]
    })
  }

  const closeUnused = (): void => {
    const unused = [...places].filter(([, place]) => place.users === 0 && place.call)
    for (const [callId, place] of unused.slice(0, Math.max(0, unused.length - keptOpen))) {
      close(place)
      places.delete(callId)
    }
  }

  const release: OpenCalls['release'] = async (callId) => {
    const place = places.get(callId)
    if (!place) return
    await inTurn(place, async () => {
      await whenIdle(place)
      close(place)
    })
  }

  const leave = (place: Place): void => {
    place.users -= 1
    if (place.users > 0) return
    if (place.isLeaving) close(place)
    for (const wake of place.idle.splice(0)) wake()
  }

  const use: OpenCalls['use'] = async (callId, mode, work) => {
    const [place, call] = await enter(callId, mode)
    try {
      return await work(call)
    } finally {
      leave(place)
      closeUnused()
    }
  }

  return {
    async create(callId, head) {
      const place = placeOf(callId)
      await inTurn(place, async () => {
        place.call = await openNew(callId, head, parts)
      })
    },
    use,
    release,
    async settle(callId) {
      const place = placeOf(callId)
      await use(callId, 'write', async (call) => {
        await call.write?.((session) => session.run('CHECKPOINT'))
        place.isLeaving = true
      })
      await whenIdle(place)
    },
    pathOf: parts.pathOf,
    closeAll: async () => {
      await Promise.all([...places.keys()].map(release))
    },
  }
}

async function open(callId: ResultId, mode: Mode, { pathOf, has, now }: OpenCallsParts): Promise<OpenCall> {
  if (!(await has(callId))) {
    throw new AppError('input', say`There is no result ${callId}.`, { next: callId.startsWith('derived-') ? say`Make it again: derived results are kept only for a while.` : say`List the results to see which there are.`, about: { field: 'callId' } })
  }
  const path = pathOf(callId)
  let database = await openDatabase(path, { isWritable: mode === 'write' })
  try {
    let reader = await database.connect()
    const head = await readHead(reader)
    if (!head) throw new AppError('storage', say`${path} is not a result that this version of Rolecall can read.`, { next: say`Open it with the version that wrote it, or remove it.` })
    if (!(await isUpToDate(reader))) {
      // A result of an older version is opened for writing once; from then on it reads like any other.
      const reopen = async (isWritable: boolean): Promise<void> => {
        database.close()
        database = await openDatabase(path, { isWritable })
        reader = await database.connect()
      }
      if (mode === 'read') await reopen(true)
      await bringUpToDate(reader)
      if (mode === 'read') await reopen(false)
    }
    if (mode === 'write') return await openToWrite(callId, head, database, reader, now)
    const columns = await readColumns(reader)
    const [[count] = []] = await reader.run('SELECT count(*) FROM rows')
    return { ...(await shareOf(callId, head, database, reader, now)), columns: () => columns, total: () => Number(count) }
  } catch (thrown) {
    database.close()
    throw thrown
  }
}

async function openNew(callId: ResultId, head: CallHead, { pathOf, now }: OpenCallsParts): Promise<OpenCall> {
  const database = await openDatabase(pathOf(callId), { isWritable: true })
  try {
    const reader = await database.connect()
    await createTables(reader, head)
    return await openToWrite(callId, head, database, reader, now)
  } catch (thrown) {
    database.close()
    throw thrown
  }
}

async function shareOf(callId: ResultId, head: CallHead, database: Database, reader: Session, now: () => number): Promise<Omit<OpenCall, 'columns' | 'total'>> {
  return { callId, head, hasContext: hasContext(head), database, reader, windows: createWindows(await database.connect(), now, hasContext(head)) }
}

async function openToWrite(callId: ResultId, head: CallHead, database: Database, reader: Session, now: () => number): Promise<OpenCall> {
  const writer = await database.connect()
  const ingest = await createIngest(writer, head.spec, () => new Date(now()).toISOString())
  let turn: Promise<unknown> = Promise.resolve()
  return {
    ...(await shareOf(callId, head, database, reader, now)),
    columns: ingest.columns,
    total: ingest.total,
    readPages: ingest.read,
    write: (work) => {
      const result = turn.then(() => work(writer, ingest))
      turn = result.catch(() => undefined)
      return result
    },
  }
}
