/** Guesses which column names a row, for a comparison. Pure. */
import type { Column } from '../../shared/result'

const named = [/^(\w*instance|\w*resource|\w*user|\w*role|\w*account)id$/i, /^id$/i, /id$/i, /arn$/i, /name$/i]

/** The account first, since an ID is often unique only there; empty where no column looks like one. */
export function likelyKey(columns: readonly Column[]): string[] {
  const own = columns.filter(({ isContext, kind }) => !isContext && kind !== 'json')
  const hasAccount = columns.some(({ id }) => id === '_account')
  for (const pattern of named) {
    const found = own.find(({ path }) => pattern.test(path))
    if (found) return [...(hasAccount ? ['_account'] : []), found.path]
  }
  return []
}
