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
  /** Documents left out because the service could not be reached any more. */
  notTried: number
  /** Codes that were asked for and are not offered. */
  unknown: string[]
}

interface UpdateDeps extends UpdateOptions {
  /** What the service offers, once the list of products was fetched. */
  offered: () => Promise<readonly SourceProduct[]>
  fetch: (key: DocumentKey, signal: AbortSignal) => Promise<void>
}

/** Documents in a row that the service may leave without any answer before the rest is left out. */
const mostSilences = 3

/** @throws AppError where not even the list of products can be fetched, and where it was cancelled. */
export async function updateDocuments({ products: wanted, signal, onProgress, offered, fetch }: UpdateDeps): Promise<UpdateReport> {
  await Promise.all(languages.map((language) => fetch({ kind: 'products', language }, signal)))
  const known = await offered()
  const asked = wanted === 'all' ? known : known.filter(({ code }) => wanted.some((one) => one.toLowerCase() === code.toLowerCase()))
  const keys = asked.flatMap(({ code, versions }): DocumentKey[] => [
    { kind: 'endpoints', product: code },
    ...versions.flatMap((version) => languages.map((language): DocumentKey => ({ kind: 'apiDocs', product: code, version, language }))),
  ])
  const report: UpdateReport = { fetched: languages.length, failed: [], notTried: 0, unknown: wanted === 'all' ? [] : wanted.filter((one) => !known.some(({ code }) => code.toLowerCase() === one.toLowerCase())) }
  const total = keys.length
  let silences = 0
  const lane = async (): Promise<void> => {
    for (let key = keys.shift(); key !== undefined && silences < mostSilences; key = keys.shift()) {
      try {
        await fetch(key, signal)
        report.fetched++
        silences = 0
      } catch (thrown) {
        const { kind, message, about } = asAppError(thrown)
        if (kind === 'cancelled' || kind === 'storage') throw thrown
        if (about.httpStatus === undefined && about.code !== 'MalformedMetadata') silences++
        report.failed.push(failureOf(key, message))
      }
      onProgress?.({ done: total - keys.length, total })
    }
  }
  await Promise.all([lane(), lane()])
  return { ...report, notTried: keys.length }
}

function failureOf(key: DocumentKey, message: string): UpdateReport['failed'][number] {
  const product = 'product' in key ? key.product : ''
  return 'version' in key ? { product, version: key.version, message } : { product, message }
}
