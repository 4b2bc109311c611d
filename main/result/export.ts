/** Writes a result to a file: COPY to a file beside the target, then fsync and rename. A cancel or failure leaves nothing behind, and the file that was there before untouched. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { CallSummary } from '../../shared/call'
import { AppError } from '../../shared/errors'
import type { ExportFormat, ExportOutcome, ExportProgress, ExportSpec } from '../../shared/result'
import { say, type Said } from '../../shared/words'
import type { ColumnState } from './columns'
import type { Session } from './duckdb'
import { writeMeta } from './exportMeta'
import { fileColumns, literal, planCopy, type CopyPlan } from './formats'
import { buildQuery, checkPatterns } from './query'
import { spreadLists, type Spread } from './spread'
import type { CallHead } from './tables'
import { writeWorkbook, type WrittenWorkbook } from './xlsx'

export interface ExportJob {
  spec: ExportSpec
  path: string
  columns: readonly ColumnState[]
  /** False for rows that belong to no account, region or page. */
  hasContext: boolean
  head: CallHead
  /** Of a call; asked where the file beside the export is wanted. */
  summary: () => Promise<CallSummary | undefined>
  /** Milliseconds since 1970. */
  now: () => number
  /** Another connection to the same file. */
  connect: () => Promise<Session>
  signal: AbortSignal
  onProgress: (progress: ExportProgress) => void
}

/** Milliseconds between two reports of progress. */
const reportEvery = 100

/** @throws AppError `input`, `cancelled`, or `storage` naming the path. */
export async function exportRows(session: Session, { spec, path, columns, hasContext, head, summary, now, connect, signal, onProgress }: ExportJob): Promise<ExportOutcome> {
  const inFile = fileColumns(spec.columns, columns, hasContext)
  await checkPatterns(session, spec.filters)
  const query = buildQuery(spec, columns)
  const target = resolve(path)
  const half = `${target}.${spec.exportId}.part`
  await claim(target, half)
  const stop = (): void => session.interrupt()
  signal.addEventListener('abort', stop)
  let watch: NodeJS.Timeout | undefined
  let spread: Spread | undefined
  try {
    throwIfCancelled(signal)
    // One thread in natural order is quicker and takes a fifth of the memory of two.
    await session.run('SET threads = 1')
    const [[counted] = []] = await session.run(`SELECT count(*) FROM rows ${query.where}`, query.values)
    const totalRows = Number(counted)
    const report = (rows: number): void => onProgress({ exportId: spec.exportId, rows, totalRows })
    report(0)
    throwIfCancelled(signal)
    let rowsSoFar: number | undefined
    watch = setInterval(() => {
      // An interrupt that fell between two statements has stopped neither.
      if (signal.aborted) stop()
      else report(rowsSoFar ?? Math.min(totalRows, Math.floor(session.progress() * totalRows)))
    }, reportEvery)
    const asked = { columns: inFile, from: `FROM rows ${query.where} ${query.isSorted ? query.orderBy : ''}`, values: query.values }
    spread = spec.nested === 'flat' ? await spreadLists({ session, connect, ...asked, signal }) : undefined
    const { columns: written, from, values } = spread ? { ...spread, values: [] } : asked
    const { rows, ...workbook } = isCopied(spec)
      ? { rows: await copy(session, planCopy(spec, written), from, values, half, totalRows) }
      : await writeWorkbook(session, { columns: written, from, values, totalRows, path: half, signal, onRows: (count) => (rowsSoFar = count) })
    clearInterval(watch)
    throwIfCancelled(signal)
    const sha256 = await hashOf(half, signal)
    const bytes = await settle(half, target)
    report(rows)
    const outcome: ExportOutcome = { path: target, rows, bytes, sha256, ...notable(workbook) }
    if (!spec.meta) return outcome
    const result = await summary()
    const facts = { spec, head, ...(result === undefined ? {} : { summary: result }), columns: written.map(({ header }) => header), file: basename(target), rows, bytes, sha256, exportedAt: new Date(now()).toISOString() }
    return { ...outcome, metaPath: await writeMeta(target, facts) }
  } catch (thrown) {
    await rm(half, { force: true }).catch(() => undefined)
    throw signal.aborted ? cancelled(spec.exportId) : fileError(thrown, target)
  } finally {
    clearInterval(watch)
    signal.removeEventListener('abort', stop)
    await spread?.drop().catch(() => undefined) // the session is closed soon anyway
    await session.run('SET threads = 2').catch(() => undefined)
  }
}

type CopySpec = ExportSpec & { format: Exclude<ExportFormat, 'xlsx'> }
const isCopied = (spec: ExportSpec): spec is CopySpec => spec.format !== 'xlsx'

/** What an operator should know of a workbook. */
const notable = ({ sheets = 1, cutTexts = 0 }: Partial<WrittenWorkbook>): Pick<ExportOutcome, 'sheets' | 'cutTexts'> => ({ ...(sheets > 1 ? { sheets } : {}), ...(cutTexts > 0 ? { cutTexts } : {}) })

async function hashOf(path: string, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash, { signal })
  return hash.digest('hex')
}

async function copy(session: Session, plan: CopyPlan, from: string, values: readonly string[], half: string, totalRows: number): Promise<number> {
  const isText = plan.tail !== ''
  if (isText && totalRows === 0) {
    const file = await open(half, 'w')
    // Without rows there is no last line to end; a JSON list still closes.
    await file.writeFile(plan.head.startsWith('[') ? plan.head + plan.tail.trimStart() : plan.head).finally(() => file.close())
    return 0
  }
  const ends = isText ? `, PREFIX ${literal(plan.head)}, SUFFIX ${literal(plan.tail)}` : ''
  const [[rows] = []] = await session.run(`COPY (SELECT ${plan.select} ${from}) TO ${literal(half)} (${plan.options}${ends}, USE_TMP_FILE false)`, values)
  return Number(rows)
}

/** Says what is wrong with the place before any work is done, by making the half file. */
async function claim(target: string, half: string): Promise<void> {
  const there = await stat(target).catch(() => undefined)
  if (there?.isDirectory()) {
    throw new AppError('storage', say`${target} is a folder, not a file.`, { next: say`Give the name of a file in it.`, about: { code: 'EISDIR' } })
  }
  try {
    await (await open(half, 'w')).close()
  } catch (cause) {
    throw fileError(cause, target)
  }
}

async function settle(half: string, target: string): Promise<number> {
  const file = await open(half, 'r+')
  try {
    await file.sync()
    const { size } = await file.stat()
    await file.close()
    await rename(half, target)
    return size
  } finally {
    await file.close().catch(() => undefined)
  }
}

const throwIfCancelled = (signal: AbortSignal): void => {
  if (signal.aborted) throw new AppError('cancelled', say`The export was cancelled.`)
}

const cancelled = (exportId: string): AppError => new AppError('cancelled', say`The export ${exportId} was cancelled; no file was left.`)

const reasons: Record<string, [what: Said, next: Said]> = {
  ENOENT: [say`its folder does not exist`, say`Make the folder, or choose another.`],
  ENOTDIR: [say`its folder is a file`, say`Choose a folder.`],
  EACCES: [say`writing there is not allowed`, say`Choose a folder that you may write to.`],
  EPERM: [say`writing there is not allowed`, say`Choose a folder that you may write to.`],
  EROFS: [say`the disk is read-only`, say`Choose another disk.`],
  ENOSPC: [say`the disk is full`, say`Free some space, or choose another disk.`],
  EDQUOT: [say`the quota is used up`, say`Free some space, or choose another disk.`],
  ENAMETOOLONG: [say`its name is too long`, say`Choose a shorter name.`],
}

function fileError(thrown: unknown, target: string): AppError {
  const code = thrown instanceof AppError ? thrown.about.code : (thrown as NodeJS.ErrnoException).code
  const reason = code === undefined ? undefined : reasons[code]
  if (reason) {
    const folder = code === 'ENOENT' || code === 'ENOTDIR' ? ` (${dirname(target)})` : ''
    return new AppError('storage', say`${target} could not be written: ${reason[0]}${folder}.`, { next: reason[1], about: { code: code ?? '' }, cause: thrown })
  }
  if (thrown instanceof AppError) return thrown
  return new AppError('storage', say`${target} could not be written.`, { next: say`Choose another place and try again.`, about: { code: code ?? 'unknown' }, cause: thrown })
}
