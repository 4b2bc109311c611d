/** The result store itself, in this process: a folder with one database and one sidecar for each call. Everything that may block lives here, so that main runs it in a process of its own. */
import { mkdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import * as v from 'valibot'
import type { CallSummaryLine } from '../../shared/bridge'
import { CallId, type CallSummary } from '../../shared/call'
import { AppError, asAppError, fromWire } from '../../shared/errors'
import { DerivedId, type ResultId } from '../../shared/result'
import { say } from '../../shared/words'
import { chartOf } from './chart'
import { createDeadCalls } from './deadCalls'
import { createDiscarded } from './discarded'
import { describeColumn, describeColumns } from './columns'
import { distinctValues } from './distinct'
import { usualThreads, type Session } from './duckdb'
import { examinePage } from './examine'
import { exportRows } from './export'
import { databaseSize, fileSize } from './fileSize'
import type { Ingest, ReadGroup } from './ingest'
import { createOpenCalls, type Mode, type OpenCall } from './openCalls'
import { isAlive, type Owner } from './owner'
import { createPageGroups, type PageGroups } from './pageGroups'
import { createKeptCalls } from './keptCalls'
import { createLending } from './lending'
import { readAll } from './parallel'
import { createBodies, listResponses, readResponse } from './responses'
import type { ResultCore } from './result'
import { createSidecars } from './sidecar'
import { macros, reservedWords, sqlColumnNames } from './sqlNames'
import { columnsOfFile, valuesOfFile, valuesOfResult } from './rowValues'
import { readRow } from './storedRow'
import { createRunningSums, type RunningSums } from './runningSums'
import { lineOf, runningLine, sumUp } from './summary'
import { countPages, isOver, dropSummary, putOutcomes, putSummary, readOutcomes, readPages, readSummary, type CallHead } from './tables'
import { taskOf } from './taskRequest'
import { wordsOf, writeWords } from './words'

export interface CoreParts {
  /** The data folder; results lie in `results` below it. */
  home: string
  /** The process that runs the calls of this store: while it lives, they are running. */
  owner: Owner
  /** Milliseconds since 1970. */
  now?: () => number
}

/** Least time between two sidecars of a running call. */
const sidecarEveryMs = 1000

/** Bytes of a database's log that are brought into its file before the end of a call is told. */
const smallLog = 2_000_000

/** How long the file of an ended call is waited for, which the process that ran it may still be bringing in order; and how often it is tried. */
const settlingMs = 10_000
const retryEveryMs = 100

const throughReader = (): AppError => new AppError('bug', say`A result was to be written through a reader.`)

export function createResultCore({ home, owner, now = Date.now }: CoreParts): ResultCore {
  const folder = join(home, 'results')
  const sidecars = createSidecars(folder)
  const isCallId = (text: string): boolean => v.is(CallId, text)
  const pathOf = (id: ResultId): string => (v.is(DerivedId, id) ? lending.pathOf(id) : join(folder, `${String(id)}.duckdb`))
  const has = async (id: ResultId): Promise<boolean> => (isCallId(id) || v.is(DerivedId, id)) && (await stat(pathOf(id)).then((found) => found.isFile(), () => false)) && !(isCallId(id) && (await discarded.has(id)))
  const discarded = createDiscarded({ folder, now })
  const calls = createOpenCalls({ pathOf, has, now })
  const lending = createLending(join(folder, 'derived'), calls)
  const bodies = createBodies()
  /** Calls that run here. */
  const written = new Set<CallId>()
  const groups = new Map<CallId, PageGroups>()
  /** Of calls that run here: what their outcomes add up to, and when the sidecar is next written. */
  const running = new Map<CallId, { sums: RunningSums; dueAt: number }>()

  /** A call that runs here is open for writing anyway; anything else is only read. */
  const use = async <T>(callId: ResultId, work: (call: OpenCall) => Promise<T>): Promise<T> => {
    const mode: Mode = written.has(callId) ? 'write' : 'read'
    const waitsUntil = now() + settlingMs
    for (;;) {
      try {
        return await calls.use(callId, mode, work)
      } catch (thrown) {
        if (asAppError(thrown).about.code !== 'Locked' || now() > waitsUntil || !isCallId(callId) || (await sidecars.read(callId))?.line.state === 'running') throw thrown
        await setTimeout(retryEveryMs)
      }
    }
  }
  const write = <T>(callId: CallId, work: (session: Session, ingest: Ingest, head: CallHead) => Promise<T>): Promise<T> =>
    calls.use(callId, 'write', async (call) => {
      written.add(callId)
      if (!call.write) throw throughReader()
      return call.write((session, ingest) => work(session, ingest, call.head))
    })

  /** The call stays open from the first page that waits to the last. */
  const openGroups = (callId: CallId): PageGroups =>
    createPageGroups<ReadGroup>((work) =>
      calls.use(callId, 'write', async ({ readPages, write }) => {
        written.add(callId)
        if (!readPages || !write) throw throughReader()
        await work({ read: readPages, write: (group, onSent) => write((_session, ingest) => ingest.write(group, onSent)) })
      }),
    )
  const groupsOf = (callId: CallId): PageGroups => {
    const known = groups.get(callId) ?? openGroups(callId)
    groups.set(callId, known)
    return known
  }

  const settling = new Map<CallId, Promise<void>>()
  /** A log that could not be brought in stays whole beside the file, and is brought in when the call is next written to. */
  const settleFile = (callId: CallId): Promise<void> => {
    const work = calls.settle(callId).catch(() => undefined).finally(() => settling.delete(callId))
    settling.set(callId, work)
    return work
  }

  const sumUpCall = async (call: OpenCall, state: CallSummary['state']): Promise<CallSummary> =>
    sumUp(call.callId, state, call.head, await readOutcomes(call.reader), await countPages(call.reader, call.head))

  const { isOurs, current } = createDeadCalls({ owner, folder, sidecars, calls, sumUpCall })

  const putSidecar = async (callId: CallId, line: CallSummaryLine): Promise<void> => {
    written.add(callId)
    await sidecars.write({ layout: 1, line, owner })
  }
  /** A call that begins here, or goes on. */
  const beginRunning = async (call: OpenCall, summary: CallSummary): Promise<void> => {
    running.set(summary.callId, { sums: createRunningSums(summary.targets), dueAt: 0 })
    await call.database.useThreads(1)
    await putSidecar(summary.callId, lineOf(summary, call.head))
  }

  const stateOf = async (callId: CallId): Promise<CallSummary['state']> => {
    const sidecar = await sidecars.read(callId)
    return sidecar ? (await current(sidecar)).line.state : 'interrupted'
  }
  /** What was written down at the end, or what the pages add up to. */
  const summaryOf = async (call: OpenCall, state: CallSummary['state']): Promise<CallSummary> =>
    (state === 'running' ? undefined : await readSummary(call.reader, call.head)) ?? (await sumUpCall(call, state))

  const read: ResultCore['read'] = async (callId) => {
    const state = await stateOf(callId)
    return use(callId, async (call) => ({ spec: call.head.spec, summary: await summaryOf(call, state) }))
  }

  const kept = createKeptCalls({
    folder,
    sizeOf: (callId) => databaseSize(pathOf(callId)),
    sidecars: async () => readAll(await sidecars.list(), current),
    discarded,
    has,
    checkEnded: async (callId) => {
      const sidecar = await sidecars.read(callId)
      if (sidecar?.line.state !== 'running' || (!written.has(callId) && (isOurs(sidecar) || !isAlive(sidecar.owner)))) return
      throw new AppError('input', say`Call ${callId} is still running.`, { next: say`Cancel it first.`, about: { field: 'callId' } })
    },
    release: (callId) => calls.release(callId),
    read,
    now,
  })

  return {
    async create(callId, spec, targets, startedAt) {
      if (!isCallId(callId)) throw new AppError('bug', say`${callId} is no call ID.`)
      if (await has(callId)) throw new AppError('input', say`There is a result of call ${callId} already.`, { next: say`Start the call anew.`, about: { field: 'callId' } })
      await mkdir(folder, { recursive: true, mode: 0o700 }).catch((cause: unknown) => {
        throw new AppError('storage', say`The folder ${folder} could not be made.`, { next: say`Check that ROLECALL_HOME is a folder you may write to.`, about: { code: (cause as NodeJS.ErrnoException).code ?? 'unknown' }, cause })
      })
      await calls.create(callId, { spec, targets: [...targets], startedAt })
      written.add(callId)
      await calls.use(callId, 'write', async (call) => {
        const summary = await sumUpCall(call, 'running')
        await beginRunning(call, summary)
        await writeWords(folder, callId, wordsOf(spec, summary.targets))
      })
    },

    examine: async (page, operation) => examinePage(page, operation),

    async appendPage(page) {
      const { facts: [facts], failure } = await groupsOf(page.callId).append([page])
      if (facts) return facts
      throw failure ? fromWire(failure) : new AppError('bug', say`A page was neither stored nor refused.`)
    },
    appendPages: (callId, pages) => groupsOf(callId).append(pages),

    async reopen(callId) {
      const sidecar = await sidecars.read(callId)
      const isRunning = sidecar !== undefined && (await current(sidecar)).line.state === 'running'
      if (isRunning && (written.has(callId) || !isOurs(sidecar))) throw new AppError('input', say`Call ${callId} is running.`, { next: say`Cancel it first, or wait until it has ended.`, about: { field: 'callId' } })
      await write(callId, (session) => dropSummary(session))
      await calls.use(callId, 'write', async (call) => beginRunning(call, await sumUpCall(call, 'running')))
    },

    pages: (callId, target) => use(callId, (call) => readPages(call.reader, target)),

    async putOutcomes(callId, outcomes) {
      await write(callId, (session) => putOutcomes(session, outcomes))
      const known = running.get(callId)
      known?.sums.count(outcomes)
      if (known !== undefined && now() < known.dueAt) return
      if (known) known.dueAt = now() + sidecarEveryMs
      await calls.use(callId, 'write', async (call) =>
        // A process that was started after a crash of the last one knows the call from its database alone.
        known ? putSidecar(callId, runningLine(callId, call.head, known.sums.sums(), now())) : beginRunning(call, await sumUpCall(call, 'running')),
      )
    },

    async finish(callId, summary) {
      const whole = await write(callId, async (session, _ingest, head) => {
        await putOutcomes(session, summary.targets)
        await putSummary(session, summary, head)
        return isOver(head) ? ((await readSummary(session, head)) ?? summary) : summary
      })
      await calls.use(callId, 'write', async (call) => {
        await Promise.all([putSidecar(callId, lineOf(whole, call.head)), writeWords(folder, callId, wordsOf(call.head.spec, whole.targets))])
        await call.database.useThreads(usualThreads)
      })
      written.delete(callId)
      running.delete(callId)
      groups.delete(callId)
      // All of it is safe in the log of the database. To bring a large one into the file takes a second, and nobody need wait for that.
      const logSize = await fileSize(`${pathOf(callId)}.wal`)
      const settled = settleFile(callId)
      if (logSize < smallLog) await settled
    },

    ...kept,
    read,

    columns: (callId) => use(callId, async (call) => describeColumns(call.columns(), call.hasContext)),
    window: (spec) => use(spec.callId, (call) => call.windows.window(spec, call.columns(), call.total())),
    row: (callId, seq) => use(callId, (call) => readRow(call, seq)),
    rowValues: (spec) => {
      const { from } = spec
      return 'file' in from ? valuesOfFile(from.file, spec, join(folder, 'spill')) : use(from.callId, (call) => valuesOfResult(call.reader, call.columns(), call.hasContext, spec))
    },
    fileColumns: (file) => columnsOfFile(file, join(folder, 'spill')),
    distinct: (spec) => use(spec.callId, (call) => distinctValues(call.reader, spec, call.columns())),
    chart: (spec) => use(spec.callId, (call) => chartOf(call.reader, spec, call.columns())),
    responses: (spec) => use(spec.callId, (call) => listResponses(call.reader, call.head, spec)),
    response: (ref) => use(ref.callId, (call) => readResponse(call.reader, call.head, ref)),
    body: (spec) => use(spec.callId, (call) => bodies.slice(call.reader, spec)),

    sqlNames: (callId) =>
      use(callId, async (call) => [
        ...sqlColumnNames(call.columns(), call.hasContext, await reservedWords(call.reader)).map(({ name, kind, type, path }) => ({ name, kind, type, path })),
        ...macros.map(({ name, signature }) => ({ name, kind: 'macro' as const, type: signature })),
      ]),

    prepare: async (request) => {
      const { task, ids } = taskOf(request)
      for (const id of ids) await settling.get(id)
      return lending.lend(task, ids, (callId) => written.has(callId))
    },

    async adopt(derivedId, { rows, isCut, counts }) {
      await lending.keep(derivedId)
      const columns = await use(derivedId, async (call) => describeColumns(call.columns(), call.hasContext))
      return { derivedId, columns, rows, isCut, ...counts }
    },

    giveBack: (derivedId) => lending.giveBack(derivedId),
    forget: (derivedId) => lending.forget(derivedId),

    async addColumn(callId, path) {
      const column = await calls.use(callId, 'write', async (call) => {
        const added = await call.write?.((_session, ingest) => ingest.addColumn(path))
        if (!added) throw throughReader()
        return describeColumn(added)
      })
      if (!written.has(callId)) await calls.release(callId)
      return column
    },

    async export(spec, path, { signal, onProgress }) {
      const state = v.is(DerivedId, spec.callId) ? undefined : await stateOf(spec.callId)
      return use(spec.callId, async (call) => {
        const session = await call.database.connect()
        try {
          return await exportRows(session, { spec, path, columns: [...call.columns()], hasContext: call.hasContext, head: call.head, connect: () => call.database.connect(), summary: async () => (state === undefined ? undefined : await summaryOf(call, state)), now, signal, onProgress: onProgress ?? (() => undefined) })
        } finally {
          session.close()
        }
      })
    },

    async close() {
      await Promise.all(settling.values())
      await calls.closeAll()
      await lending.close()
    },
  }
}
