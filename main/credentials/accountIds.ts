/** Reads account UIDs that were typed or pasted in any separators. It refuses the whole text where one of them is not 16 digits. */
import { AppError } from '../../shared/errors'
import { say, type Said } from '../../shared/words'

/** The UIDs in order, duplicates dropped. @throws AppError `input` (field `uids`) naming each wrong one. */
export function readAccountIds(text: string): string[] {
  // NFKC turns the full-width digits of Chinese input methods into plain ones.
  const words = text.normalize('NFKC').split(/[\s,;:|/、。"'`()[\]{}<>]+/).filter((word) => word !== '')
  const wrong = [...new Set(words.filter((word) => !/^\d{16}$/.test(word)))]
  const rounded = wrong.filter((word) => /^\d([.]\d+)?E\+?\d+$/i.test(word))
  const about = { field: 'uids' }
  if (words.length === 0) throw new AppError('input', say`No account UID was given.`, { about, next: say`Type or paste UIDs of 16 digits.` })
  if (rounded.length > 0) {
    throw new AppError('input', say`A spreadsheet has rounded ${named(rounded)}: the last digits are lost.`, { about, next: say`Format the column as text in the spreadsheet, restore the UIDs, and paste them again.` })
  }
  if (wrong.length > 0) {
    throw new AppError('input', say`Not an account UID: ${named(wrong)}.`, { about, next: say`An account UID has exactly 16 digits: correct or remove these.` })
  }
  return [...new Set(words)]
}

/** Each with its number of digits, where it is made of digits. */
function named(words: string[]): Said {
  const shown = words.slice(0, 20).map((word): Said => (/^\d+$/.test(word) ? say`${word.slice(0, 40)} (${word.length} digits)` : say`${word.slice(0, 40)}`))
  const list = shown.reduce((all, one) => say`${all}, ${one}`)
  return words.length > shown.length ? say`${list} and ${words.length - shown.length} more` : list
}
