/** The lines of a JSON tree. */
import { describe, expect, it } from 'vitest'
import { parseWritten, type WrittenJson } from '../../renderer/kit/json'
import { holderOf, jsonRows } from '../../renderer/kit/jsonRows'

const value = parseWritten('{"Id":"i-1","Tags":{"Tag":[{"Key":"env"},{"Key":"team"}]},"Size":9007199254740993}') as WrittenJson
const shown = (folds: [string, boolean][] = []): string[] => jsonRows(value, new Map(folds)).map(({ level, name = '$' }) => `${level} ${name}`)

describe('the lines of a JSON tree', () => {
  it('show two levels until somebody unfolds more', () => {
    expect(shown()).toEqual(['1 $', '2 Id', '2 Tags', '3 Tag', '2 Size'])
    expect(shown([['["Tags","Tag"]', true]])).toEqual(['1 $', '2 Id', '2 Tags', '3 Tag', '4 0', '4 1', '2 Size'])
    expect(shown([['[]', false]])).toEqual(['1 $'])
  })

  it('know their place among their siblings and the line that holds them', () => {
    const rows = jsonRows(value, new Map([['["Tags","Tag"]', true]]))
    expect(rows.map(({ position, siblings }) => `${position}/${siblings}`)).toEqual(['1/1', '1/3', '2/3', '1/1', '1/2', '2/2', '3/3'])
    expect(rows.map((_row, index) => holderOf(rows, index))).toEqual([0, 0, 0, 2, 3, 3, 0])
  })

  it('keep a place in a list as a number and a key as text, and hold a long number as a leaf', () => {
    const rows = jsonRows(value, new Map([['["Tags","Tag"]', true]]))
    expect(rows[5]?.path).toEqual(['Tags', 'Tag', 1])
    expect(rows[6]?.branch).toBeUndefined()
  })
})
