/** Adds decimal numbers of any length exactly. Numbers come and go as text; nothing is rounded. */
import { AppError } from '../../shared/errors'
import { say } from '../../shared/words'

export interface ExactSum {
  /** Adds a number as JSON writes it, `times` times; false for a text that is none. @throws AppError `input` past {@link mostPlaces}. */
  add(written: string, times: bigint): boolean
  /** In plain digits, without exponent; undefined where nothing was added. */
  text(): string | undefined
}

/** Places before or after the point that a sum may have; JSON may write a number with more in ten characters. */
const mostPlaces = 5000

const number = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/

export function createExactSum(): ExactSum {
  let total: bigint | undefined
  /** Places after the point of `total`. */
  let scale = 0

  return {
    add(written, times) {
      const parts = number.exec(written)
      if (!parts) return false
      const [, sign = '', integer = '', fraction = '', exponent = '0'] = parts
      const places = fraction.length - Number(exponent)
      if (!Number.isSafeInteger(places) || Math.abs(places) > mostPlaces) {
        throw new AppError('input', say`${written.slice(0, 40)} is too large or too small to be added up.`, { next: say`Filter such rows out, or count instead.`, about: { field: 'measure' } })
      }
      let value = BigInt(`${sign}${integer}${fraction}`) * times
      if (places > scale) {
        total = (total ?? 0n) * 10n ** BigInt(places - scale)
        scale = places
      } else value *= 10n ** BigInt(scale - places)
      total = (total ?? 0n) + value
      return true
    },
    text() {
      if (total === undefined) return undefined
      const digits = String(total < 0n ? -total : total).padStart(scale + 1, '0')
      const sign = total < 0n ? '-' : ''
      return scale === 0 ? `${sign}${digits}` : `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`
    },
  }
}
