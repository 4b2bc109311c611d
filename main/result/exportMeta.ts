/** The small file beside an exported one that says what it is: the call, when, from which targets, how complete, and the hash of its bytes. */
import writeFileAtomic from 'write-file-atomic'
import type { CallSummary } from '../../shared/call'
import { AppError } from '../../shared/errors'
import { inEnglish } from '../../shared/outcomeWords'
import type { ExportSpec } from '../../shared/result'
import { say } from '../../shared/words'
import { toText } from './specText'
import type { CallHead } from './tables'

export interface MetaFacts {
  spec: ExportSpec
  head: CallHead
  /** Absent for a derived result. */
  summary?: CallSummary
  columns: readonly string[]
  /** Name of the file, without its folder. */
  file: string
  rows: number
  bytes: number
  sha256: string
  /** ISO 8601. */
  exportedAt: string
}

/** Writes `<path>.meta.json` whole or not at all and answers its path. @throws AppError `storage`. */
export async function writeMeta(path: string, { spec, head, summary, columns, ...file }: MetaFacts): Promise<string> {
  const { format, filters, sort, search } = spec
  const meta = {
    rolecall: 1,
    ...file,
    format,
    columns,
    ...(filters.length === 0 ? {} : { filters }),
    ...(sort.length === 0 ? {} : { sort }),
    ...(search === '' ? {} : { search }),
    ...(head.derived === undefined ? {} : { derived: head.derived }),
    call: head.spec,
    ...(summary === undefined ? {} : { result: { ...summary, targets: summary.targets.map(inEnglish) } }),
  }
  const metaPath = `${path}.meta.json`
  await writeFileAtomic(metaPath, `${toText(meta, 2)}\n`).catch((cause: unknown) => {
    throw new AppError('storage', say`${metaPath} could not be written; ${path} is whole.`, { next: say`Choose another folder, or export without it.`, about: { code: (cause as NodeJS.ErrnoException).code ?? 'unknown' }, cause })
  })
  return metaPath
}
