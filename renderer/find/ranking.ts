/** Which of many names a typed text means, the best first. Pure. */

/** 0 where the text is not in the name; a beginning counts more than a word's beginning, that more than the middle; letters in order alone count least. */
export function scoreOf(name: string, text: string): number {
  const [where, what] = [name.toLowerCase(), text.trim().toLowerCase()]
  if (what === '') return 1
  const words = what.split(/\s+/)
  const scores = words.map((word) => wordScore(where, word))
  return scores.includes(0) ? 0 : scores.reduce((sum, score) => sum + score, 0) / words.length
}

function wordScore(name: string, word: string): number {
  const at = name.indexOf(word)
  if (at === 0) return 100 - Math.min(50, name.length - word.length)
  if (at > 0) return /[\s./_-]/.test(name.charAt(at - 1)) ? 45 : 30
  let place = -1
  for (const letter of word) {
    place = name.indexOf(letter, place + 1)
    if (place < 0) return 0
  }
  return word.length < 3 ? 0 : 5
}

/** The best of them, those that score alike in their own order. */
export function best<T>(items: readonly T[], nameOf: (item: T) => string, text: string, limit: number): T[] {
  return items
    .map((item, index) => ({ item, index, score: scoreOf(nameOf(item), text) }))
    .filter(({ score }) => score > 0)
    .sort((one, other) => other.score - one.score || one.index - other.index)
    .slice(0, limit)
    .map(({ item }) => item)
}
