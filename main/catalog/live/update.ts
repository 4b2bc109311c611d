/** Fetches the list of products and whole products now, for an operator who asks for it or takes a catalogue along. It decides what is fetched, not how. */
import { asAppError } from '../../../shared/errors'
import type { SourceProduct } from '../sources'
import { languages, type DocumentKey } from './addresses'

export interface UpdateOptions {
  /** Product codes in any letter case, or all that are offered. */
  products: readonly string[] | 'all'
  signal: AbortSignal
  onProgress?: (progress: UpdateProgress) => void
}

export interface UpdateProgress {
  done: number
  total: number
}

export interface UpdateReport {
  fetched: number
  failed: { product: string; version?: string; message: string }[]
  /** Codes that were asked for and are not offered. */
  unknown: string[]
}

interface UpdateDeps extends UpdateOptions {
  /** What the service offers, once the list of products was fetched. */
  offered: () => Promise<readonly SourceProduct[]>
  fetch: (key: DocumentKey, signal: AbortSignal) => Promise<void>
}

/** @throws AppError where not even the list of products can be fetched, and where it was cancelled. */
export async function updateDocuments({ products: wanted, signal, onProgress, offered, fetch }: UpdateDeps): Promise<UpdateReport> {
  await Promise.all(languages.map((language) => fetch({ kind: 'products', language }, signal)))
  const known = await offered()
  const asked = wanted === 'all' ? known : known.filter(({ code }) => wanted.some((one) => one.toLowerCase() === code.toLowerCase()))
  const keys = asked.flatMap(({ code, versions }): DocumentKey[] => [
    { kind: 'endpoints', product: code },
    ...versions.flatMap((version) => languages.map((language): DocumentKey => ({ kind: 'apiDocs', product: code, version, language }))),
  ])
  const report: UpdateReport = { fetched: languages.length, failed: [], unknown: wanted === 'all' ? [] : wanted.filter((one) => !known.some(({ code }) => code.toLowerCase() === one.toLowerCase())) }
  let done = 0
  await Promise.all(
    keys.map(async (key) => {
      try {
        await fetch(key, signal)
        report.fetched++
      } catch (thrown) {
        const error = asAppError(thrown)
        if (error.kind === 'cancelled') throw error
        report.failed.push(failureOf(key, error.message))
      }
      onProgress?.({ done: ++done, total: keys.length })
    }),
  )
  return report
}

function failureOf(key: DocumentKey, message: string): UpdateReport['failed'][number] {
  const product = 'product' in key ? key.product : ''
  return 'version' in key ? { product, version: key.version, message } : { product, message }
}
