/** Wildcards of RAM: `*` is any run of characters, `?` is one. Pure text; it knows no action and no resource. */

/** Answers whether a pattern, as a statement writes it, holds for a text. */
export function matches(pattern: string, text: string): boolean {
  // A loop with one mark to come back to: a hostile pattern cannot make it slow, as it could a regular expression.
  let [at, in_, starAt, starIn] = [0, 0, -1, 0]
  while (in_ < text.length) {
    if (pattern[at] === '*') [starAt, starIn] = [at++, in_]
    else if (at < pattern.length && (pattern[at] === '?' || pattern[at] === text[in_])) [at, in_] = [at + 1, in_ + 1]
    else if (starAt >= 0) [at, in_] = [starAt + 1, (starIn += 1)]
    else return false
  }
  while (pattern[at] === '*') at += 1
  return at === pattern.length
}

/** Answers whether some text fits both patterns: `instance/*` and `*` + `/i-1` do, `vpc/*` and `instance/*` do not. */
export function overlaps(one: string, other: string): boolean {
  const known = new Map<number, boolean>()
  const from = (a: number, b: number): boolean => {
    const key = a * (other.length + 1) + b
    const before = known.get(key)
    if (before !== undefined) return before
    const answer = decide(a, b)
    known.set(key, answer)
    return answer
  }
  const decide = (a: number, b: number): boolean => {
    if (one[a] === '*') return from(a + 1, b) || (b < other.length && from(a, b + 1))
    if (other[b] === '*') return from(a, b + 1) || (a < one.length && from(a + 1, b))
    if (a === one.length || b === other.length) return a === one.length && b === other.length
    return (one[a] === '?' || other[b] === '?' || one[a] === other[b]) && from(a + 1, b + 1)
  }
  return from(0, 0)
}
