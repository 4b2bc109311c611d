import { describe, expect, it } from 'vitest'
import { filterOperators } from '../../shared/result'
import { gridOf, pictureOf, type PictureLook } from '../../renderer/result/chartPicture'
import { listOf, rowsToText } from '../../renderer/result/copyRows'
import { cellFilter, groupFilter, operatorsFor, saidValue, within, withFilter } from '../../renderer/result/filters'
import { likelyKey } from '../../renderer/result/keys'

describe('a filter', () => {
  it('offers every operator for every kind of column, the most useful first', () => {
    for (const kind of ['text', 'number', 'time', 'boolean', 'json', 'mixed'] as const) expect([...operatorsFor({ kind })].sort()).toEqual([...filterOperators].sort())
    expect(operatorsFor({ kind: 'number' })[0]).toBe('range')
    expect(operatorsFor({ kind: 'text' })[0]).toBe('in')
  })

  it.each([
    [{ column: 'c', operator: 'in', value: '', values: ['a', null, 'b', 'c', 'd'] }, 'a, (none), b +2'],
    [{ column: 'c', operator: 'range', value: '', from: '1', to: '9' }, '1 … 9'],
    [{ column: 'c', operator: 'range', value: '', to: '9' }, '… 9'],
    [{ column: 'c', operator: 'contains', value: 'x' }, 'x'],
    [{ column: 'c', operator: 'empty', value: '' }, ''],
  ] as const)('%j says %s', (filter, said) => {
    expect(saidValue({ ...filter, ...('values' in filter ? { values: [...filter.values] } : {}) } as Parameters<typeof saidValue>[0], '(none)')).toBe(said)
  })

  it('replaces one of the same column and operator, and stands beside others', () => {
    const first = cellFilter('c0', 'a', true)
    const second = cellFilter('c0', 'b', true)
    const other = cellFilter('c0', 'b', false)
    expect(withFilter(withFilter([first], other), second)).toEqual([second, other])
  })

  it('replaces the edited one of several alike, as groups of a chart leave them', () => {
    const span = (from: string) => ({ column: 'c0', operator: 'range' as const, value: '', from, to: '9' })
    const [wide, narrow, next] = [span('1'), span('5'), span('6')]
    expect(withFilter([wide, narrow], next, narrow)).toEqual([wide, next])
    expect(withFilter([wide, narrow], next)).toEqual([next, narrow])
  })

  it('of a group of a chart is its value, none of the shown ones, or the span of its bucket', () => {
    const keys = [{ value: 'a' }, { value: null }, { isOther: true as const, groups: 3 }]
    expect(groupFilter({ column: 'c0' }, { value: 'a' }, keys)).toEqual({ column: 'c0', operator: 'in', value: '', values: ['a'] })
    expect(groupFilter({ column: 'c0' }, { value: null }, keys)).toMatchObject({ operator: 'in', values: [null] })
    expect(groupFilter({ column: 'c0' }, { isOther: true, groups: 3 }, keys)).toMatchObject({ operator: 'notIn', values: ['a', null] })
    expect(groupFilter({ column: 'c0', bucket: 'hour' }, { value: '2026-11-28T13:00Z' }, keys)).toMatchObject({ operator: 'range', from: '2026-11-28T13:00:00Z', to: '2026-11-28T13:59:59.999999Z' })
    expect(groupFilter({ column: 'c0', bucket: 'day' }, { value: '2026-11-28' }, keys)).toMatchObject({ operator: 'range', from: '2026-11-28', to: '2026-11-28' })
    expect(groupFilter({ column: 'c0', bucket: 'month' }, { value: '2028-02' }, keys)).toMatchObject({ operator: 'range', from: '2028-02-01', to: '2028-02-29' })
    expect(groupFilter({ column: 'c0', bucket: 'day' }, { value: null }, keys)).toMatchObject({ operator: 'empty' })
    expect(groupFilter({ column: 'c0', bucket: 'day' }, { isOther: true, groups: 3 }, keys)).toBeUndefined()
  })

  it('of a group leaves every other as it is, and stands there once', () => {
    const span = { column: 'c0', operator: 'range' as const, value: '', from: '1', to: '9' }
    const narrower = { ...span, to: '5' }
    expect(within([span], [narrower])).toEqual([span, narrower])
    expect(within([span], [{ ...span }])).toEqual([span])
  })
})

describe('copied rows', () => {
  const rows = { titles: ['a', 'b'], cells: [['1', null], ['x|y', 'line\nbreak']] }
  it('are tab-separated lines or a Markdown table, one line a row', () => {
    expect(rowsToText('tsv', rows)).toBe('a\tb\n1\t\nx|y\tline break')
    expect(rowsToText('markdown', rows)).toBe('| a | b |\n| --- | --- |\n| 1 |  |\n| x\\|y | line<br>break |')
  })
  it('are a JSON list of what the API wrote', () => {
    expect(listOf(['{"n":18446744073709551615}', '{}'])).toBe('[\n{"n":18446744073709551615},\n{}\n]')
  })
})

describe('the likely key', () => {
  const column = (path: string, isContext = false) => ({ id: path, path, kind: 'text' as const, isContext })
  it('is the account and the ID of the resource, else any ID, ARN or name', () => {
    expect(likelyKey([column('_account', true), column('VpcId'), column('InstanceId')])).toEqual(['_account', 'InstanceId'])
    expect(likelyKey([column('Arn'), column('RoleName')])).toEqual(['Arn'])
    expect(likelyKey([column('Size')])).toEqual([])
  })
})

describe('a picture of a chart', () => {
  const look: PictureLook = { series: ['#111', '#222'], text: '#000', line: '#ccc', surface: '#fff', font: 'sans' }
  const chart = { axis: [{ value: 'a' }, { isOther: true as const, groups: 2 }], series: [{ value: 'x' }, { value: null }], groups: [{ keys: [{ value: 'a' }, { value: null }], value: '9007199254740993', rows: 1 }, { keys: [{ isOther: true as const, groups: 2 }, { value: 'x' }], value: '2', rows: 1 }], rows: 2, skipped: 0 }
  const label = (key: { value: string | null } | { isOther: true; groups: number }): string => ('isOther' in key ? `+${key.groups}` : (key.value ?? 'none'))
  const grid = gridOf(chart, label, 'count')

  it('keeps the exact text of each group in its place', () => {
    expect(grid).toEqual({ axis: ['a', '+2'], series: ['x', 'none'], values: [[null, '2'], ['9007199254740993', null]] })
    expect(gridOf({ ...chart, series: [], groups: [{ keys: [{ value: 'a' }], value: '1', rows: 1 }] }, label, 'count')).toMatchObject({ series: ['count'], values: [['1', null]] })
  })

  it('is drawn as bars, stacked bars, lines, or slices that add the series up', () => {
    expect(pictureOf(grid, 'bar', look, true)).toMatchObject({ type: 'bar', options: { animation: false, scales: { x: { stacked: false } } } })
    expect(pictureOf(grid, 'stacked', look, true)).toMatchObject({ type: 'bar', options: { scales: { y: { stacked: true } } } })
    expect(pictureOf(grid, 'line', look, false)).toMatchObject({ type: 'line' })
    expect(pictureOf(grid, 'pie', look, true).data.datasets[0]?.data).toEqual([9007199254740992, 2])
  })
})
