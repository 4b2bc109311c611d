/** What is read out of documentation's words. */
import { describe, expect, it } from 'vitest'
import { kindOf } from '../../../main/catalog/kind'
import { readDefault, readRange, readValues } from '../../../main/catalog/prose'

describe('suggested values', () => {
  const values = (doc: string): string[] => readValues(doc).map(({ value }) => value)

  it('are the bullets after the words, with their meaning', () => {
    expect(readValues('Kind of horn. Valid values:\n\n*   **Long**: a long horn.\n*   `Short` (default): a short horn\n- bent')).toEqual([
      { value: 'Long', label: 'a long horn' },
      { value: 'Short', label: 'a short horn' },
      { value: 'bent' },
    ])
  })

  it('are the short list on the same line', () => {
    expect(values('Valid values: **zh** and **en**. Default value: zh.')).toEqual(['zh', 'en'])
    expect(values('取值：\n- on：开启\n- off：关闭')).toEqual(['on', 'off'])
  })

  it('are none where a bullet is a sentence or the words name a range', () => {
    expect(values('Valid values:\n\n*   If you leave it empty, all horns are listed.\n*   Any horn ID.')).toEqual([])
    expect(values('Valid values: 1 to 100.')).toEqual([])
    expect(values('The value must be 2 to 64 characters long.')).toEqual([])
    expect(values('Valid values:\n\n*   one')).toEqual([])
  })
})

describe('limits and defaults', () => {
  it('are read from the usual phrases', () => {
    expect(readRange('Valid values: 1 to 1,000. Default value: 10.')).toEqual({ minimum: '1', maximum: '1000' })
    expect(readRange('Maximum value: **500**.')).toEqual({ maximum: '500' })
    expect(readRange('取值范围：1～50')).toEqual({ minimum: '1', maximum: '50' })
    expect(readDefault('Valid values: 1 to 1,000. Default value: **10**.')).toBe('10')
    expect(readDefault('Default value: false')).toBe('false')
  })

  it('are not read from counts of characters, indexes or sentences', () => {
    expect(readRange('The name must be 1 to 128 characters in length.')).toEqual({})
    expect(readRange('The key of tag N. Valid values of N: 1 to 20.')).toEqual({})
    expect(readRange('Maximum value: 1024 characters.')).toEqual({})
    expect(readDefault('Default value: none.')).toBeUndefined()
    expect(readDefault('Default value: the current time of the server.')).toBeUndefined()
  })
})

describe('read or write', () => {
  it.each([
    ['DescribeInstances', 'read'],
    ['ListAccounts', 'read'],
    ['GetCallerIdentity', 'read'],
    ['BatchGetHorns', 'read'],
    ['Describe95Traffic', 'read'],
    ['RunInstances', 'write'],
    ['StopInstances', 'write'],
    ['ExportImage', 'write'],
    ['BatchDeleteHorns', 'write'],
    ['UnTagResources', 'write'],
    ['HornFrobnicate', 'unknown'],
  ] as const)('%s is %s', (name, kind) => {
    expect(kindOf(name)).toBe(kind)
  })

  it('believes the metadata about changes, and about verbs nobody knows', () => {
    expect(kindOf('GetHornReport', { tag: 'create', operationType: 'readAndWrite' })).toBe('write')
    expect(kindOf('HornFrobnicate', { tag: 'update' })).toBe('write')
    expect(kindOf('HornFrobnicate', { tag: 'list', operationType: 'read' })).toBe('read')
    expect(kindOf('DeleteHorn', { tag: 'get', operationType: 'read' })).toBe('write')
  })
})
