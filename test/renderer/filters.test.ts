import { describe, expect, it } from 'vitest'
import { filterOperators } from '../../shared/result'
import { gridOf, pictureOf, type PictureLook } from '../../renderer/result/chartPicture'
import { listOf, rowsToText } from '../../renderer/result/copyRows'
import { cellFilter, operatorsFor, saidValue, withFilter } from '../../renderer/result/filters'
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
