/** Reads account UIDs that were typed or pasted in any separators. It refuses the whole text where one of them is not 16 digits. */
import { AppError } from '../../shared/errors'

/** The UIDs in order, duplicates dropped. @throws AppError `input` (field `uids`) naming each wrong one. */
export function readAccountIds(text: string): string[] {
  // NFKC turns the full-width digits of Chinese input methods into plain ones.
  const words = text.normalize('NFKC').split(/[\s,;:|/、。"'`()[\]{}<>]+/).filter((word) => word !== '')
  const wrong = [...new Set(words.filter((word) => !/^\d{16}$/.test(word)))]
  const rounded = wrong.filter((word) => /^\d([.]\d+)?E\+?\d+$/i.test(word))
  const about = { field: 'uids' }
  if (words.length === 0) throw new AppError('input', 'No account UID was given.', { about, next: 'Type or paste UIDs of 16 digits.' })
  if (rounded.length > 0) {
    throw new AppError('input', `A spreadsheet has rounded ${named(rounded)}: the last digits are lost.`, { about, next: 'Format the column as text in the spreadsheet, restore the UIDs, and paste them again.' })
  }
  if (wrong.length > 0) {
    throw new AppError('input', `Not an account UID: ${named(wrong)}.`, { about, next: 'An account UID has exactly 16 digits: correct or remove these.' })
  }
  return [...new Set(words)]
}

/** Each with its number of digits, where it is made of digits. */
function named(words: string[]): string {
  const shown = words.slice(0, 20).map((word) => (/^\d+$/.test(word) ? `${word.slice(0, 40)} (${word.length} digits)` : word.slice(0, 40)))
  return words.length > shown.length ? `${shown.join(', ')} and ${words.length - shown.length} more` : shown.join(', ')
}
