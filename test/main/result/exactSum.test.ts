import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createExactSum } from '../../../main/result/exactSum'

describe('an exact sum', () => {
  it.each<[numbers: [string, number][], sum: string | undefined]>([
    [[], undefined],
    [[['0.10', 1], ['0.2', 1]], '0.30'],
    [[['9007199254740993', 2]], '18014398509481986'],
    [[['1e3', 1], ['-1', 1]], '999'],
    [[['1.5E-2', 2]], '0.030'],
    [[['-0', 1]], '0'],
    [[['18446744073709551615', 1], ['-0.5', 3]], '18446744073709551613.5'],
  ])('of %j is %s', (numbers, sum) => {
    const total = createExactSum()
    for (const [number, times] of numbers) expect(total.add(number, BigInt(times))).toBe(true)
    expect(total.text()).toBe(sum)
  })

  it('of integers of any size is what BigInt says', () => {
    fc.assert(
      fc.property(fc.array(fc.bigInt({ min: -(10n ** 60n), max: 10n ** 60n }), { minLength: 1 }), (numbers) => {
        const total = createExactSum()
        for (const number of numbers) total.add(String(number), 1n)
        return total.text() === String(numbers.reduce((sum, number) => sum + number, 0n))
      }),
    )
  })

  it('takes no text that is no number, and refuses one with too many places', () => {
    expect(createExactSum().add('x', 1n)).toBe(false)
    expect(() => createExactSum().add('1e999999', 1n)).toThrow(expect.objectContaining({ kind: 'input', about: { field: 'measure' } }) as Error)
  })
})
