/** A set of 128-bit hashes in sixteen bytes each: a million rows must not cost a million objects. */

export interface HashSet {
  has(hash: bigint): boolean
  add(hash: bigint): void
  readonly size: number
}

/** Most targets of a call over rows have one row. */
const firstPlaces = 4
const fullest = 0.6
const low64 = (1n << 64n) - 1n

export function createHashSet(): HashSet {
  /** Two words for each place; both 0: it is free. */
  let words = new BigUint64Array(firstPlaces * 2)
  let size = 0

  /** The place of the hash, or the free one where it belongs. */
  const placeOf = (high: bigint, low: bigint): number => {
    const places = words.length / 2
    for (let place = Number(low & 0xffffffffn) % places; ; place = (place + 1) % places) {
      const [heldHigh, heldLow] = [words[place * 2], words[place * 2 + 1]]
      if ((heldHigh === high && heldLow === low) || (heldHigh === 0n && heldLow === 0n)) return place
    }
  }
  /** The two words of a hash; that of no bits at all is free's own, and stands for the one beside it. */
  const partsOf = (hash: bigint): [bigint, bigint] => (hash === 0n ? [0n, 1n] : [hash >> 64n, hash & low64])

  const put = (high: bigint, low: bigint): boolean => {
    const place = placeOf(high, low)
    if (words[place * 2] === high && words[place * 2 + 1] === low) return false
    words[place * 2] = high
    words[place * 2 + 1] = low
    return true
  }
  const grow = (): void => {
    const old = words
    words = new BigUint64Array(old.length * 2)
    for (let at = 0; at < old.length; at += 2) {
      const [high = 0n, low = 0n] = [old[at], old[at + 1]]
      if (high !== 0n || low !== 0n) put(high, low)
    }
  }

  return {
    has(hash) {
      const [high, low] = partsOf(hash)
      const place = placeOf(high, low)
      return words[place * 2] === high && words[place * 2 + 1] === low
    },
    add(hash) {
      if (size + 1 > (words.length / 2) * fullest) grow()
      if (put(...partsOf(hash))) size += 1
    },
    get size() {
      return size
    },
  }
}
