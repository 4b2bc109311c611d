import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Filter } from '../../../shared/result'
import { callId, list, openCall, type Opened } from './fixtures'

/** A call with one column `v` (id c0) that holds these values, written as JSON. */
async function withValues(...values: string[]): Promise<Opened> {
  const opened = await openCall()
  await opened.page(list(...values.map((value) => `{"v":${value}}`)), { rowsPath: '.Items' })
  return opened
}
const sorted = async (opened: Opened, descending = false): Promise<(string | null)[]> =>
  (await opened.window({ columns: ['c0'], sort: [{ column: 'c0', descending }] })).rows.map(({ cells }) => cells[0] ?? null)

/** Value of a JSON number as an exact fraction over 10^80. */
function exactly(written: string): bigint {
  const [, sign, integer = '', fraction = '', exponent = '0'] = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(written) ?? []
  const scaled = BigInt(integer + fraction) * 10n ** BigInt(80 - fraction.length + Number(exponent))
  return sign === '-' ? -scaled : scaled
}

describe('sorting', () => {
  it('puts numbers in order by all their digits', async () => {
    const opened = await withValues('9007199254740993', '18446744073709551615', '9007199254740992', '-1', '"18446744073709551614"', '5')
    expect(await sorted(opened)).toEqual(['-1', '5', '9007199254740992', '9007199254740993', '18446744073709551614', '18446744073709551615'])
    expect(await sorted(opened, true)).toEqual(['18446744073709551615', '18446744073709551614', '9007199254740993', '9007199254740992', '5', '-1'])
  })

  it('puts any JSON numbers in exact order, fractions and exponents too', async () => {
    const number = fc.stringMatching(/^-?(0|[1-9]\d{0,24})(\.\d{1,20})?([eE][+-]?[1-3]?\d)?$/)
    await fc.assert(
      fc.asyncProperty(fc.array(number, { minLength: 2, maxLength: 60 }), fc.boolean(), async (numbers, descending) => {
        const opened = await withValues(...numbers)
        const expected = [...numbers].sort((one, other) => {
          const difference = exactly(one) - exactly(other)
          return (difference < 0n ? -1 : difference > 0n ? 1 : 0) * (descending ? -1 : 1)
        })
        expect(await sorted(opened, descending)).toEqual(expected)
        await opened.store.close()
      }),
      { numRuns: 12 },
    )
  }, 60_000)

  it('goes past what a double can hold', async () => {
    expect(await sorted(await withValues('1e400', '-1e400', '1e-400', '0', '-0', '2e400'))).toEqual(['-1e400', '0', '-0', '1e-400', '1e400', '2e400'])
  })

  it('puts times in order whatever their offset and precision', async () => {
    const opened = await withValues('"2024-05-01T10:00Z"', '"2024-05-01T10:00:00+08:00"', '"2024-05-01"', '"2024-05-01T09:59:59.999999999Z"', '"2024-05-01T09:59:59.999999998Z"')
    expect(await sorted(opened)).toEqual(['2024-05-01', '2024-05-01T10:00:00+08:00', '2024-05-01T09:59:59.999999998Z', '2024-05-01T09:59:59.999999999Z', '2024-05-01T10:00Z'])
  })

  it('puts text in order without letter case, equal ones as they arrived, missing ones last both ways', async () => {
    const opened = await withValues('"b"', 'null', '"A"', '"a"', '"B"', '"É"')
    expect(await sorted(opened)).toEqual(['A', 'a', 'b', 'B', 'É', null])
    expect(await sorted(opened, true)).toEqual(['É', 'b', 'B', 'A', 'a', null])
  })

  it('by several columns, the page number as a number', async () => {
    const { page, window } = await openCall()
    for (const number of [10, 9, 2]) await page(list(`{"a":"${number % 2 ? 'odd' : 'even'}","n":${number}}`), { page: number })
    const sort = [{ column: 'c0', descending: false }, { column: '_page', descending: false }]
    expect((await window({ columns: ['_page'], sort })).rows.map(({ cells }) => cells[0])).toEqual(['2', '10', '9'])
  })
})

describe('windows', () => {
  it('cut the same rows out of a sort, wherever they begin', async () => {
    const { page, window } = await openCall()
    for (let at = 0; at < 5; at += 1) await page(list(...Array.from({ length: 100 }, (_, index) => `{"n":${(index * 37 + at * 911) % 500},"id":${at * 100 + index}}`)))
    const sort = [{ column: 'c0', descending: true }]
    const whole = (await window({ sort })).rows
    for (const offset of [0, 1, 199, 499, 500]) expect((await window({ sort, offset, limit: 50 })).rows).toEqual(whole.slice(offset, offset + 50))
    expect(new Set(whole.map(({ seq }) => seq)).size).toBe(500)
  })

  it('see the rows that arrived since, sorted and not', async () => {
    const { page, window } = await openCall()
    const sort = [{ column: 'c0', descending: true }]
    await page(list('{"n":1}'))
    expect((await window({ columns: ['c0'], sort })).rows).toHaveLength(1)
    await page(list('{"n":2}'))
    expect((await window({ columns: ['c0'], sort })).rows.map(({ cells }) => cells[0])).toEqual(['2', '1'])
    expect((await window({ columns: ['c0'] })).total).toBe(2)
  })

  it('answer many orders asked for at once', async () => {
    const opened = await withValues(...Array.from({ length: 50 }, (_, index) => String(index)))
    const asked = Array.from({ length: 12 }, (_, index) => opened.window({ columns: ['c0'], filters: [{ column: 'c0', operator: 'less', value: String(index) }] }))
    expect((await Promise.all(asked)).map(({ matching }) => matching)).toEqual(Array.from({ length: 12 }, (_, index) => index))
  })

  it('refuse an unknown column by name', async () => {
    const opened = await withValues('1')
    for (const column of ['c1', 'c0"', '_hash', 'seq', 'constructor']) {
      await expect(opened.window({ columns: [column] })).rejects.toMatchObject({ kind: 'input', about: { field: 'columns' } })
      await expect(opened.window({ sort: [{ column, descending: false }] })).rejects.toMatchObject({ kind: 'input', about: { field: 'sort[0].column' } })
    }
  })
})

describe('filters and search', () => {
  it.each<[operator: 'contains' | 'equals' | 'notEquals' | 'startsWith' | 'greater' | 'less' | 'empty' | 'notEmpty', value: string, found: (string | null)[]]>([
    ['contains', 'ROD', ['prod', 'Production']],
    ['equals', 'prod', ['prod']],
    ['notEquals', 'prod', ['Production', "x'; DROP TABLE rows; --", '', null, '100%']],
    ['startsWith', 'PROD', ['prod', 'Production']],
    ['empty', '', ['', null]],
    ['notEmpty', '', ['prod', 'Production', "x'; DROP TABLE rows; --", '100%']],
    ['contains', '%', ['100%']],
    ['contains', "'; DROP TABLE rows; --", ["x'; DROP TABLE rows; --"]],
    ['greater', 'prod', ['Production', "x'; DROP TABLE rows; --"]],
  ])('text %s %j', async (operator, value, found) => {
    const opened = await withValues('"prod"', '"Production"', `"x'; DROP TABLE rows; --"`, '""', 'null', '"100%"')
    const window = await opened.window({ columns: ['c0'], filters: [{ column: 'c0', operator, value }] })
    expect(window.rows.map(({ cells }) => cells[0])).toEqual(found)
    expect(window).toMatchObject({ total: 6, matching: found.length })
  })

  it.each<[operator: 'equals' | 'notEquals' | 'greater' | 'less', value: string, found: string[]]>([
    ['equals', '0.1', ['0.10']],
    ['equals', '9007199254740993', ['9007199254740993']],
    ['greater', '9007199254740992', ['9007199254740993']],
    ['less', '0.104', ['0.10', '-7']],
    ['greater', '0.104', ['9007199254740992', '9007199254740993', '12']],
    ['less', '1e1', ['0.10', '-7']],
    ['notEquals', '12', ['0.10', '9007199254740992', '9007199254740993', '-7']],
  ])('numbers %s %s', async (operator, value, found) => {
    const opened = await withValues('0.10', '9007199254740992', '9007199254740993', '-7', '12')
    expect((await opened.window({ columns: ['c0'], filters: [{ column: 'c0', operator, value }] })).rows.map(({ cells }) => cells[0])).toEqual(found)
  })

  it.each<[filter: Omit<Filter, 'column' | 'value'> & { value?: string }, found: (string | null)[]]>([
    [{ operator: 'in', values: ['b', null] }, ['b', null]],
    [{ operator: 'notIn', values: ['b', null] }, ['a', 'A', '']],
    [{ operator: 'notContains', value: 'a' }, ['b', '', null]],
    [{ operator: 'regex', value: '^[ab]$' }, ['a', 'b']],
    [{ operator: 'regex', value: '(?i)^a' }, ['a', 'A']],
  ])('text %j', async (filter, found) => {
    const opened = await withValues('"a"', '"A"', '"b"', '""', 'null')
    expect((await opened.window({ columns: ['c0'], filters: [{ column: 'c0', value: '', ...filter }] })).rows.map(({ cells }) => cells[0])).toEqual(found)
  })

  it.each<[filter: Omit<Filter, 'column' | 'value'>, found: string[]]>([
    [{ operator: 'range', from: '0.1', to: '12' }, ['0.10', '12']],
    [{ operator: 'range', from: '9007199254740993' }, ['9007199254740993']],
    [{ operator: 'range', to: '0' }, ['-7']],
    [{ operator: 'in', values: ['0.1', '12.0', '9007199254740993'] }, ['0.10', '9007199254740993', '12']],
  ])('numbers %j', async (filter, found) => {
    const opened = await withValues('0.10', '9007199254740992', '9007199254740993', '-7', '12')
    expect((await opened.window({ columns: ['c0'], filters: [{ column: 'c0', value: '', ...filter }] })).rows.map(({ cells }) => cells[0])).toEqual(found)
  })

  it('a day at the end of a range means all of that day', async () => {
    const opened = await withValues('"2024-05-01T23:59:59Z"', '"2024-05-02T00:00:00Z"', '"2024-04-30T12:00Z"')
    expect((await opened.window({ filters: [{ column: 'c0', operator: 'range', value: '', from: '2024-05-01', to: '2024-05-01' }] })).matching).toBe(1)
  })

  it.each(['(', '(?=x)', '(a)\\1', '[z-a]'])('the pattern %s is refused by its field; no pattern takes long', async (value) => {
    const opened = await withValues('"a"')
    await expect(opened.window({ filters: [{ column: 'c0', operator: 'regex', value }] })).rejects.toMatchObject({ kind: 'input', about: { field: 'filters[0].value' } })
    expect((await opened.window({ filters: [{ column: 'c0', operator: 'regex', value: '(a+)+$' }] })).matching).toBe(1)
  })

  it('times compare as times, and nonsense is refused', async () => {
    const opened = await withValues('"2024-05-01T10:00Z"', '"2024-05-01T10:00:00+08:00"', '"2024-04-01"')
    const less = async (value: string): Promise<number> => (await opened.window({ filters: [{ column: 'c0', operator: 'less', value }] })).matching
    expect(await less('2024-05-01T09:00Z')).toBe(2)
    expect(await less('2024-05-01T04:00:00+02:00')).toBe(1)
    await expect(less('yesterday')).rejects.toMatchObject({ kind: 'input', about: { field: 'filters[0].value' } })
  })

  it('search looks at every column, context columns too, and at nothing else', async () => {
    const { page, window } = await openCall()
    await page(list('{"a":"Straße","b":{"c":"needle"}}', '{"a":"x"}'))
    const matching = async (search: string): Promise<number> => (await window({ search })).matching
    expect(await matching('NEEDLE')).toBe(1)
    expect(await matching('straße')).toBe(1)
    expect(await matching('shop-PROD')).toBe(2)
    expect(await matching('Items')).toBe(0)
  })

  it('filters, search and sort go together', async () => {
    const { page, store } = await openCall()
    await page(list(...Array.from({ length: 20 }, (_, index) => `{"n":${index},"t":"${index % 2 ? 'odd' : 'even'} ${index % 3}"}`)))
    const found = await store.window({ callId, offset: 1, limit: 2, columns: ['c0'], search: 'odd', filters: [{ column: 'c1', operator: 'contains', value: '1' }, { column: 'c0', operator: 'greater', value: '1' }], sort: [{ column: 'c0', descending: true }] })
    expect(found).toEqual({ columns: ['c0'], total: 20, matching: 3, rows: [{ seq: 13, cells: ['13'] }, { seq: 7, cells: ['7'] }] })
  })
})
