import { describe, expect, it } from 'vitest'
import type { Chart, ChartKey, ChartSpec } from '../../../shared/resultViews'
import { callId, list, openCall, otherTarget } from './fixtures'

const rows = ['{"s":"Running","z":"a","n":9007199254740993,"at":"2026-11-22T19:45Z"}', '{"s":"Stopped","z":"a","n":1,"at":"2026-11-22T20:45Z"}', '{"s":"Running","z":"b","n":0.10,"at":"2026-11-23T00:00Z"}', '{"z":"b","n":2}']

async function chart(more: Partial<ChartSpec> & Pick<ChartSpec, 'groupBy'>): Promise<Chart> {
  const { page, store } = await openCall()
  await page(list(...rows))
  await page(list('{"s":"Running","z":"c","n":5,"at":"2026-11-23T00:00Z"}'), { target: otherTarget, page: 1 })
  return store.chart({ callId, measure: 'count', limit: 20, filters: [], search: '', ...more })
}
const label = (key: ChartKey | undefined): string | null => (key === undefined ? null : 'isOther' in key ? `other ${key.groups}` : (key.value ?? '(none)'))
const flat = ({ groups }: Chart): unknown[] => groups.map(({ keys, value }) => [...keys.map(label), value])

describe('a chart', () => {
  it('counts rows by a column, the largest first; rows without a value are a group', async () => {
    expect(flat(await chart({ groupBy: [{ column: 'c0' }] }))).toEqual([['Running', '3'], ['Stopped', '1'], ['(none)', '1']])
  })

  it('groups by two columns, and puts what is past the limit into one group', async () => {
    const two = await chart({ groupBy: [{ column: '_account' }, { column: 'c0' }], limit: 1 })
    expect(two.axis.map(label)).toEqual(['1203456789012345', 'other 1'])
    expect(two.series.map(label)).toEqual(['Running', 'other 2'])
    expect(flat(two)).toEqual([['1203456789012345', 'Running', '2'], ['1203456789012345', 'other 2', '2'], ['other 1', 'Running', '1']])
    expect(two.rows).toBe(5)
  })

  it('sums with every digit; least, greatest and distinct are by meaning', async () => {
    expect(flat(await chart({ groupBy: [{ column: 'c0' }], measure: 'sum', column: 'c2' }))).toEqual([['Running', '9007199254740998.10'], ['Stopped', '1.00'], ['(none)', '2.00']])
    expect(flat(await chart({ groupBy: [{ column: 'c1' }], measure: 'max', column: 'c2' }))).toEqual([['a', '9007199254740993'], ['b', '2'], ['c', '5']])
    expect(flat(await chart({ groupBy: [{ column: 'c1' }], measure: 'min', column: 'c2' }))).toEqual([['a', '1'], ['b', '0.10'], ['c', '5']])
    expect(flat(await chart({ groupBy: [{ column: 'c1' }], measure: 'distinct', column: 'c0' }))).toEqual([['a', '2'], ['b', '1'], ['c', '1']])
  })

  it('rounds times down in UTC, in their order', async () => {
    expect(flat(await chart({ groupBy: [{ column: 'c3', bucket: 'day' }] }))).toEqual([['2026-11-22', '2'], ['2026-11-23', '2'], ['(none)', '1']])
    expect((await chart({ groupBy: [{ column: 'c3', bucket: 'hour' }] })).axis.map(label)).toEqual(['2026-11-22T19:00Z', '2026-11-22T20:00Z', '2026-11-23T00:00Z', '(none)'])
    expect((await chart({ groupBy: [{ column: 'c3', bucket: 'month' }] })).axis.map(label)).toEqual(['2026-11', '(none)'])
  })

  it.each([
    ['hour', '2026-11-22T19:00:00Z', '2026-11-22T19:59:59.999999Z', [['2026-11-22T19:00Z', '1']]],
    ['day', '2026-11-22', '2026-11-22', [['2026-11-22', '2']]],
    ['month', '2026-11-01', '2026-11-30', [['2026-11', '4']]],
  ] as const)('has in the span of a bucket, one %s, just the rows of that bucket', async (bucket, from, to, expected) => {
    expect(flat(await chart({ groupBy: [{ column: 'c3', bucket }], filters: [{ column: 'c3', operator: 'range', value: '', from, to }] }))).toEqual(expected)
  })

  it('counts only rows that pass the filters', async () => {
    expect(flat(await chart({ groupBy: [{ column: 'c0' }], filters: [{ column: 'c1', operator: 'equals', value: 'b' }] }))).toEqual([['Running', '1'], ['(none)', '1']])
  })

  it('leaves out of a sum what is no number, and says how many', async () => {
    const { page, store } = await openCall()
    await page(list('{"k":"a","n":1}', '{"k":"a","n":"x"}'))
    expect(await store.chart({ callId, groupBy: [{ column: 'c0' }], measure: 'sum', column: 'c1', limit: 20, filters: [], search: '' })).toMatchObject({ groups: [{ value: '1', rows: 2 }], skipped: 1 })
  })

  it('refuses a measure without its column, and a column that is not there', async () => {
    await expect(chart({ groupBy: [{ column: 'c0' }], measure: 'sum' })).rejects.toMatchObject({ kind: 'input', about: { field: 'column' } })
    await expect(chart({ groupBy: [{ column: 'c99' }] })).rejects.toMatchObject({ kind: 'input', about: { field: 'groupBy[0].column' } })
  })
})

describe('the values of a column', () => {
  it('come with how often they stand there, the most frequent first, filters on others kept', async () => {
    const { page, store } = await openCall()
    await page(list(...rows))
    const of = async (more: object): Promise<unknown> => store.distinct({ callId, column: 'c0', limit: 200, contains: '', filters: [], search: '', ...more })
    expect(await of({})).toEqual({ distinct: 3, values: [{ value: 'Running', rows: 2 }, { value: 'Stopped', rows: 1 }, { value: null, rows: 1 }] })
    expect(await of({ filters: [{ column: 'c1', operator: 'equals', value: 'a' }, { column: 'c0', operator: 'equals', value: 'Stopped' }] })).toMatchObject({ distinct: 2 })
    expect(await of({ contains: 'run' })).toEqual({ distinct: 1, values: [{ value: 'Running', rows: 2 }] })
    expect(await of({ limit: 1 })).toMatchObject({ distinct: 3, values: [{ value: 'Running' }] })
  })
})
