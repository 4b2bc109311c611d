/** Saved calls in the window without a window: what counts as changed, what is written, what a search shows, what differs. */
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { fromSpec, restoreDraft, toSpec, toStorable } from '../../renderer/call/draft'
import { sidesOf } from '../../renderer/saved/differences'
import { editedSpec, isSame } from '../../renderer/saved/edited'
import { found, foldersFor, nextCalled, rowsOf } from '../../renderer/saved/savedTree'
import { CallSpec } from '../../shared/call'
import type { SavedEntry } from '../../shared/saved'

const opened = v.parse(CallSpec, {
  rolecall: 1, product: 'Ecs', version: '2014-05-26', operation: 'DescribeInstances', profile: 'elsewhere', role: 'ops',
  parameters: { Status: 'Running', Ids: [null, 'a'], Big: 18446744073709551615n }, key: ['.InstanceId'],
})

describe('a saved call in the form', () => {
  it('is not changed by being opened, and nothing that the form does not show is written', () => {
    const draft = fromSpec(opened)
    const before = toSpec(draft, 'here')
    expect(isSame(before, toSpec(draft, 'here'))).toBe(true)
    expect(editedSpec(opened, before, toSpec(draft, 'here'))).toEqual(opened)
    draft.parameters = { ...draft.parameters, Status: 'Stopped' }
    const now = toSpec(draft, 'here')
    expect(isSame(before, now)).toBe(false)
    expect(editedSpec(opened, before, now)).toEqual({ ...opened, parameters: { Status: 'Stopped', Ids: ['a'], Big: 18446744073709551615n } })
  })

  it('is written with another profile only where the operator chose one', () => {
    const draft = fromSpec(opened)
    expect(editedSpec(opened, toSpec(draft, 'here'), toSpec(draft, 'there')).profile).toBe('there')
  })

  it('loses a field that was emptied, and keeps its row key over a restart', () => {
    const draft = restoreDraft(JSON.parse(JSON.stringify(toStorable(fromSpec({ ...opened, regions: ['cn-hangzhou'] })))))
    expect(draft.key).toEqual(['.InstanceId'])
    const before = toSpec(draft, 'here')
    draft.regions = []
    expect(editedSpec({ ...opened, regions: ['cn-hangzhou'] }, before, toSpec(draft, 'here')).regions).toBeUndefined()
  })

  it.each<[string, unknown, unknown, boolean]>([
    ['a key without a value', { a: 1, b: undefined }, { a: 1 }, true],
    ['another order of keys', { a: 1, b: 2 }, { b: 2, a: 1 }, true],
    ['another order of elements', [1, 2], [2, 1], false],
    ['a digit past 2^53', 18446744073709551615n, 18446744073709551614n, false],
    ['nothing and an empty map', null, {}, false],
    ['an empty list and an empty map', [], {}, false],
  ])('is compared as call files are: %s', (_what, one, other, same) => {
    expect(isSame(one, other)).toBe(same)
  })
})

const entries: SavedEntry[] = [
  { kind: 'folder', path: 'ecs' },
  { kind: 'folder', path: 'ecs/weekly' },
  { kind: 'call', path: 'ecs/weekly/disks.yaml', product: 'Ecs', operation: 'DescribeDisks' },
  { kind: 'call', path: 'ecs/running.yaml', product: 'Ecs', operation: 'DescribeInstances', name: 'Everything' },
  { kind: 'folder', path: 'ram' },
  { kind: 'broken', path: 'x.yaml', message: 'no' },
]

describe('the tree of saved calls', () => {
  it('nests what main lists', () => {
    expect(rowsOf(entries, new Set()).map(({ name, level, position, size, isOpen }) => [name, level, `${position}/${size}`, isOpen])).toEqual([
      ['ecs', 1, '1/3', true], ['weekly', 2, '1/2', true], ['disks', 3, '1/1', undefined], ['running', 2, '2/2', undefined], ['ram', 1, '2/3', true], ['x.yaml', 1, '3/3', undefined],
    ])
  })

  it('hides what lies in a folded folder, however deep, and counts places as if it were there', () => {
    expect(rowsOf(entries, new Set(['ecs'])).map(({ name, position, size, isOpen }) => [name, `${position}/${size}`, isOpen])).toEqual([['ecs', '1/3', false], ['ram', '2/3', true], ['x.yaml', '3/3', undefined]])
    expect(rowsOf(entries, new Set(['ecs/weekly'])).map(({ name }) => name)).toEqual(['ecs', 'weekly', 'running', 'ram', 'x.yaml'])
  })

  it('leads to the next line that begins with what was typed, around the end', () => {
    const rows = rowsOf(entries, new Set())
    const typed = (from: number, text: string): string => rows[nextCalled(rows, from, text)]?.name ?? ''
    expect([typed(0, 'r'), typed(3, 'r'), typed(4, 'r'), typed(3, 'ra'), typed(4, 'ra'), typed(3, 'rr'), typed(0, 'zz')]).toEqual(['running', 'ram', 'running', 'ram', 'ram', 'ram', 'ecs'])
  })

  it.each([['describedisks', ['ecs', 'ecs/weekly', 'ecs/weekly/disks.yaml']], ['everything', ['ecs', 'ecs/running.yaml']], ['', entries.map(({ path }) => path)], ['zzz', []]])('shows what %j finds with the folders above it', (text, paths) => {
    expect(found(entries, text).map(({ path }) => path)).toEqual(paths)
  })

  it('offers folders to move to: not where it is, not into itself', () => {
    expect(foldersFor(entries, 'ecs')).toEqual(['ram'])
    expect(foldersFor(entries, 'ecs/running.yaml')).toEqual(['', 'ecs/weekly', 'ram'])
    expect(foldersFor(entries)).toEqual(['', 'ecs', 'ecs/weekly', 'ram'])
  })
})

describe('two versions of a call file', () => {
  it('stand side by side with what only one has marked', () => {
    expect(sidesOf('a\nmine\nc\n', 'a\nc\ntheirs\n')).toEqual({
      mine: [{ text: 'a', isOwn: false }, { text: 'mine', isOwn: true }, { text: 'c', isOwn: false }],
      theirs: [{ text: 'a', isOwn: false }, { text: 'c', isOwn: false }, { text: 'theirs', isOwn: true }],
    })
  })
})
