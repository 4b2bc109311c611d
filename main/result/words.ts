/** The words by which a call is found: its accounts, regions, error codes, request IDs and parameters, as lower-case text in a file beside it, so that a search opens no database. What looks like a secret is masked. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import type { CallId, CallSpec, TargetOutcome } from '../../shared/call'
import { isSecretName, maskJson } from '../../shared/maskParameters'
import { toText } from './specText'

export const wordsEnding = '.words'

/** One fact a line, none twice. */
export function wordsOf(spec: CallSpec, targets: readonly TargetOutcome[]): string {
  const words = new Set<string>()
  const add = (word: string | undefined): void => {
    if (word !== undefined && word !== '') words.add(word.toLowerCase())
  }
  if (Object.keys(spec.parameters).length > 0) add(maskJson(toText(spec.parameters)))
  add(spec.name)
  add(spec.role)
  for (const { accountId, accountName, regionId, rowValues, error, requestIds, lastRequestId } of targets) {
    for (const word of [accountId, accountName, regionId, error?.about.code, error?.about.requestId, lastRequestId, ...requestIds]) add(word)
    for (const [column, value] of Object.entries(rowValues ?? {})) if (!isSecretName(column)) add(value)
  }
  return [...words].join('\n')
}

/** Undefined where there are none, as for a call of an older version. */
export const readWords = (folder: string, callId: CallId): Promise<string | undefined> => readFile(pathOf(folder, callId), 'utf8').catch(() => undefined)

/** A search can make them again, so a failure is no failure of the call. */
export const writeWords = (folder: string, callId: CallId, words: string): Promise<boolean> =>
  writeFileAtomic(pathOf(folder, callId), words, { mode: 0o600, fsync: false }).then(
    () => true,
    () => false,
  )

const pathOf = (folder: string, callId: CallId): string => join(folder, `${callId}${wordsEnding}`)
