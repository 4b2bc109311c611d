import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createHashSet } from '../../../main/result/hashSet'

const hash = fc.bigInt({ min: 1n, max: (1n << 128n) - 1n })

describe('a set of hashes', () => {
  it('holds what a Set holds, hashes that share a half or a place too', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(hash, hash.map((one) => one & ((1n << 64n) - 1n)), hash.map((one) => one << 64n & ((1n << 128n) - 1n)), fc.bigInt({ min: 1n, max: 40n })), { maxLength: 400 }), fc.array(hash), (added, asked) => {
        const ours = createHashSet()
        const theirs = new Set<bigint>()
        for (const one of added) {
          expect(ours.has(one)).toBe(theirs.has(one))
          ours.add(one)
          theirs.add(one)
        }
        expect(ours.size).toBe(theirs.size)
        for (const one of [...added, ...asked]) expect(ours.has(one)).toBe(theirs.has(one))
      }),
    )
  })

  it('grows to many', () => {
    const set = createHashSet()
    for (let index = 1n; index <= 50_000n; index += 1n) set.add(index * 2_654_435_761_000_003n)
    expect(set.size).toBe(50_000)
    expect(set.has(2_654_435_761_000_003n)).toBe(true)
    expect(set.has(1n)).toBe(false)
  })
})
