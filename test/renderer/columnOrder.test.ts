/** The order of columns over results that differ. */
import { describe, expect, it } from 'vitest'
import { changeChoices, moveChoices, orderColumns, promisedColumns } from '../../renderer/result/columnOrder'
import type { Column } from '../../shared/result'

const column = (path: string): Column => ({ id: path, path, kind: 'text', isContext: path.startsWith('_') })
const columns = ['A', 'B', '_account', 'C', 'D'].map(column)
const paths = (...args: Parameters<typeof orderColumns>): string => orderColumns(...args).map(({ path }) => path).join(' ')

describe('the order of columns', () => {
  it('is context first, then as they arrived', () => {
    expect(paths(columns, [])).toBe('_account A B C D')
  })

  it('stays as it is when the operator only sizes or hides', () => {
    const sized = changeChoices(columns, changeChoices(columns, [], ['D'], { width: 90 }), ['A'], { hidden: true })
    expect(paths(columns, sized)).toBe('_account A B C D')
    expect(sized).toEqual([{ path: 'A', hidden: true }, { path: 'D', width: 90 }])
  })

  it('is the one on screen after a move, and widths stay with their columns', () => {
    const moved = moveChoices([{ path: 'D', width: 90 }, { path: 'Elsewhere', hidden: true }], ['D', '_account', 'A', 'B', 'C'])
    expect(paths(columns, moved)).toBe('D _account A B C')
    expect(moved.find(({ path }) => path === 'D')).toEqual({ path: 'D', width: 90 })
    expect(moved.at(-1)).toEqual({ path: 'Elsewhere', hidden: true })
  })

  it('gives a column that is new in a later result the place it arrived at', () => {
    const moved = moveChoices([], ['B', '_account', 'A'])
    expect(paths(['A', 'B', 'New', '_account'].map(column), moved)).toBe('B _account A New')
  })

  it('is promised before the first page with the columns every result has', () => {
    const promised = promisedColumns(['InstanceId', 'Tags.Tag'])
    expect(promised[0]).toMatchObject({ id: '_account', isContext: true })
    expect(promised.slice(-2).map(({ path }) => path)).toEqual(['InstanceId', 'Tags.Tag'])
    expect(new Set(promised.map(({ id }) => id)).size).toBe(promised.length)
  })
})
