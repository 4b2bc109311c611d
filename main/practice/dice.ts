/** Chance that always falls the same way: a stream of numbers that is a pure function of its keys. It keeps no state between streams and is no source of secrets. */

/** A 32-bit number that depends on every character of the text. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return scramble(hash)
}

/** Spreads a 32-bit number over all bits, so that neighbours look unrelated. */
function scramble(value: number): number {
  let mixed = value
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x7feb352d)
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x846ca68b)
  return (mixed ^ (mixed >>> 16)) >>> 0
}

export interface Dice {
  /** A whole number from 0 up to, not including, `limit`. */
  below(limit: number): number
  pick<T>(choices: readonly T[]): T
  /** True in about `share` of all streams, 0 to 1. */
  isLucky(share: number): boolean
  /** `length` characters of the alphabet. */
  text(alphabet: string, length: number): string
}

export const digits = '0123456789'
export const hexDigits = '0123456789abcdef'
export const lowerAlnum = 'abcdefghijklmnopqrstuvwxyz0123456789'
export const mixedAlnum = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** The stream of these keys. */
export function rollDice(...keys: (string | number)[]): Dice {
  let state = hashText(keys.join('/'))
  const next = (): number => {
    state = (state + 0x9e3779b9) | 0
    return scramble(state)
  }
  const below = (limit: number): number => Math.floor((next() / 0x1_0000_0000) * limit)
  return {
    below,
    pick: <T>(choices: readonly T[]): T => choices[below(choices.length)] as T,
    isLucky: (share) => next() / 0x1_0000_0000 < share,
    text: (alphabet, length) => {
      let out = ''
      for (let at = 0; at < length; at += 1) out += alphabet.charAt(below(alphabet.length))
      return out
    },
  }
}
