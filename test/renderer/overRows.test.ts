/** Parameters and the columns they can take their value from. */
import { describe, expect, it } from 'vitest'
import { columnsFor, parameterFor, suits, takeFrom } from '../../renderer/call/overRows'
import type { Schema } from '../../shared/catalog'
import type { Column, ColumnKind } from '../../shared/result'

const column = (path: string, kind: ColumnKind = 'text', isContext = false): Column => ({ id: path, path, kind, isContext })
const text: Schema = { type: 'string' }

describe('columns for a parameter', () => {
  it('begin with the one of its name; context, then values that do not suit, come last', () => {
    const columns = [column('_region', 'text', true), column('Tags', 'json'), column('Name'), column('Vpc.InstanceId'), column("['a}b']")]
    expect(columnsFor(columns, 'InstanceId', text).map(({ path }) => path)).toEqual(['Vpc.InstanceId', 'Name', '_region', 'Tags'])
    expect(columnsFor(columns, 'instance_ids', text)[0]?.path).toBe('Vpc.InstanceId')
  })

  it.each<[ColumnKind, Schema['type'], boolean]>([
    ['number', 'integer', true],
    ['text', 'long', false],
    ['number', 'string', true],
    ['json', 'string', false],
    ['time', 'boolean', false],
    ['boolean', 'boolean', true],
  ])('of %s suit a parameter of %s: %s', (kind, type, expected) => expect(suits(column('x', kind), { type })).toBe(expected))
})

describe('a parameter', () => {
  it('takes a value as it is, as the element of a list, or inside the text of one', () => {
    expect(takeFrom(text, 'Vpc.Id')).toBe('${row.Vpc.Id}')
    expect(takeFrom({ type: 'array', items: text }, 'Id')).toEqual(['${row.Id}'])
    expect(takeFrom({ type: 'string', example: '["i-1","i-2"]' }, 'Id')).toBe('["${row.Id}"]')
  })

  it('is found by the name of a column, the demanded one first', () => {
    const parameters = [{ name: 'InstanceIds', type: 'string' as const }, { name: 'InstanceId', type: 'string' as const, required: 'yes' as const }, { name: 'RegionId', type: 'string' as const }]
    expect(parameterFor(parameters, 'Vpc.InstanceId')?.name).toBe('InstanceId')
    expect(parameterFor(parameters, 'DiskId')).toBeUndefined()
  })
})
