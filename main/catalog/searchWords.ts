/** Cuts text into the words that the search compares: Latin words in lower case, Chinese as pairs of characters. It ranks nothing. */

/** Words of names and sentences at letter case, digits and anything else: `DescribeDBInstances` → describe, db, instances. Written by hand, for it runs over every operation. */
export function latinWords(text: string): string[] {
  const words: string[] = []
  let start = -1
  let before = 0
  for (let at = 0; at <= text.length; at++) {
    const kind = at < text.length ? kindOfCode(text.charCodeAt(at)) : 0
    const isBreak = kind === 0 || (start >= 0 && isHump(before, kind, text, at))
    if (isBreak && start >= 0) {
      words.push(text.slice(start, at).toLowerCase())
      start = -1
    }
    if (kind !== 0 && start < 0) start = at
    before = kind
  }
  return words
}

const upper = 2
const lower = 1
const digit = 3

function kindOfCode(code: number): number {
  if (code >= 97 && code <= 122) return lower
  if (code >= 65 && code <= 90) return upper
  return code >= 48 && code <= 57 ? digit : 0
}

/** A capital after a small letter or digit, and the last capital of a run before a small letter (`DBInstance`). */
function isHump(before: number, kind: number, text: string, at: number): boolean {
  if (kind !== upper) return false
  if (before !== upper) return true
  return at + 1 < text.length && kindOfCode(text.charCodeAt(at + 1)) === lower
}

const isHan = (code: number): boolean => code >= 0x4e00 && code <= 0x9fff

/** Two neighbouring Chinese characters as one number. */
export const pairOf = (first: number, second: number): number => first * 65_536 + second

/** Every pair of neighbouring Chinese characters: 查询实例 → 查询, 询实, 实例. */
export function hanPairs(text: string): number[] {
  const pairs: number[] = []
  for (let at = 1; at < text.length; at++) {
    const first = text.charCodeAt(at - 1)
    const second = text.charCodeAt(at)
    if (isHan(first) && isHan(second)) pairs.push(pairOf(first, second))
  }
  return pairs
}

/** Runs of Chinese characters as typed. */
export const hanRuns = (text: string): string[] => text.match(/[\u4e00-\u9fff]+/g) ?? []

/** True where `word` becomes `typed` by at most `most` letters put in, left out, changed or swapped with their neighbour. */
export function isAlike(typed: string, word: string, most: number): boolean {
  if (Math.abs(typed.length - word.length) > most) return false
  let older: number[] = []
  let old = Array.from({ length: word.length + 1 }, (_, index) => index)
  for (let row = 1; row <= typed.length; row++) {
    const next = [row]
    let best = row
    for (let column = 1; column <= word.length; column++) {
      const isSame = typed.charCodeAt(row - 1) === word.charCodeAt(column - 1)
      let cost = Math.min((old[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1, (old[column - 1] ?? 0) + (isSame ? 0 : 1))
      const isSwapped = row > 1 && column > 1 && typed.charCodeAt(row - 1) === word.charCodeAt(column - 2) && typed.charCodeAt(row - 2) === word.charCodeAt(column - 1)
      if (isSwapped) cost = Math.min(cost, (older[column - 2] ?? 0) + 1)
      next.push(cost)
      if (cost < best) best = cost
    }
    if (best > most) return false
    older = old
    old = next
  }
  return (old[word.length] ?? most + 1) <= most
}
