/** Carries cached documents to a machine without a network and takes them in there: plain JSON files that people can read and `catalog check` reads too. What is taken in is checked like what is fetched. */
import { mkdir, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import { AppError, asAppError } from '../../../shared/errors'
import { say } from '../../../shared/words'
import { carriedName, keyOfCarried, type DocumentKey } from './addresses'
import type { DocumentCache } from './cache'

export interface ImportReport {
  imported: number
  refused: { file: string; message: string }[]
  /** Files whose names do not say what they are. */
  passedOver: string[]
}

/** @throws AppError `storage`. */
export async function exportDocuments(cache: Pick<DocumentCache, 'keys' | 'read'>, folder: string): Promise<number> {
  let written = 0
  try {
    await mkdir(folder, { recursive: true })
    for (const key of await cache.keys()) {
      const found = await cache.read(key)
      if (found === undefined) continue
      await writeFileAtomic(join(folder, carriedName(key)), found.text)
      written++
    }
  } catch (cause) {
    throw new AppError('storage', say`The folder ${folder} cannot be written.`, { next: say`Name another folder.`, about: { field: 'DIR' }, cause })
  }
  return written
}

/** @throws AppError `input` about `DIR` where there is no document; `storage`. */
export async function importDocuments(folder: string, keep: (key: DocumentKey, text: string) => Promise<void>): Promise<ImportReport> {
  const files = (await readdir(folder).catch(() => [])).filter((file) => file.endsWith('.json')).sort()
  const known = files.flatMap((file) => {
    const key = keyOfCarried(file)
    return key === undefined ? [] : [{ file, key }]
  })
  if (known.length === 0) throw new AppError('input', say`${folder} holds no documents of the catalogue.`, { next: say`Name a folder that rolecall catalog export wrote.`, about: { field: 'DIR' } })
  const report: ImportReport = { imported: 0, refused: [], passedOver: files.filter((file) => keyOfCarried(file) === undefined) }
  // The list of products first: it spells the codes of the others.
  for (const { file, key } of known.sort((a, b) => Number(b.key.kind === 'products') - Number(a.key.kind === 'products'))) {
    try {
      await keep(key, await readFile(join(folder, file), 'utf8'))
      report.imported++
    } catch (thrown) {
      const error = asAppError(thrown)
      if (error.kind === 'storage') throw error
      report.refused.push({ file, message: error.message })
    }
  }
  return report
}
