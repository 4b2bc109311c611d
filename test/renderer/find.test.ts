import { describe, expect, it } from 'vitest'
import { actionNames, actionOf, defaultKeys, keysFrom, refusalOf } from '../../renderer/find/actions'
import { best, scoreOf } from '../../renderer/find/ranking'
import { isFree, keysLabel, keysOf } from '../../renderer/kit/shortcuts'

const press = (key: string, ...held: ('ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey')[]) => ({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...Object.fromEntries(held.map((name) => [name, true])) })

describe('a shortcut', () => {
  it.each([
    [press('k', 'ctrlKey'), 'mod+k', 'Ctrl K'],
    [press('K', 'metaKey', 'shiftKey'), 'mod+shift+k', 'Ctrl Shift K'],
    [press('?', 'shiftKey'), '?', '?'],
    [press('Enter', 'ctrlKey'), 'mod+enter', 'Ctrl ↵'],
    [press('F5'), 'f5', 'F5'],
    [press(',', 'ctrlKey'), 'mod+,', 'Ctrl ,'],
    [press('ArrowUp', 'ctrlKey', 'altKey'), 'mod+alt+arrowup', 'Ctrl Alt ↑'],
  ])('%j is %s, shown as %s', (event, keys, label) => {
    expect(keysOf(event)).toBe(keys)
    expect(keysLabel(keys)).toBe(label)
  })

  it('is no modifier alone', () => {
    for (const key of ['Control', 'Shift', 'Meta', 'Alt', 'Dead']) expect(keysOf(press(key, 'ctrlKey'))).toBeUndefined()
  })

  it.each([['mod+k', true], ['f2', true], ['?', true], ['k', false], ['shift+k', false], ['mod+c', false], ['mod+a', false], ['mod+arrowleft', false], ['enter', false]])('%s leaves text fields alone: %s', (keys, free) => {
    expect(isFree(keys)).toBe(free)
  })
})

describe('the shortcuts of all actions', () => {
  it('are free and no two alike, as they come', () => {
    expect(new Set(Object.values(defaultKeys)).size).toBe(actionNames.length)
    for (const name of actionNames) expect(refusalOf(name, defaultKeys[name], keysFrom({}))).toBeUndefined()
  })

  it('are the operator’s where he chose; what collides or is none stays as it comes', () => {
    const keys = keysFrom({ run: 'f5', save: 'mod+k', open: 'x', lock: 'mod+shift+q', nonsense: 'mod+m' })
    expect(keys).toMatchObject({ run: 'f5', save: 'mod+s', open: 'mod+o', lock: 'mod+shift+q' })
    expect(actionOf('f5', keys)).toBe('run')
    expect(actionOf('mod+enter', keys)).toBeUndefined()
    expect(refusalOf('save', 'mod+k', keys)).toBe('find')
    expect(refusalOf('save', 'x', keys)).toBe('notFree')
  })
})

describe('ranking', () => {
  it('puts a beginning before a word’s beginning before the middle before scattered letters', () => {
    const names = ['ListInstances', 'Reinstall', 'instances', 'My Instances', 'Disk', 'I n s t']
    expect(best(names, (name) => name, 'inst', 9)).toEqual(['instances', 'My Instances', 'ListInstances', 'Reinstall', 'I n s t'])
  })
  it('needs every word, in any order', () => {
    expect(scoreOf('Shop Web 1811', 'web shop')).toBeGreaterThan(0)
    expect(scoreOf('Shop Web', 'shop core')).toBe(0)
    expect(scoreOf('anything', '')).toBeGreaterThan(0)
  })
})
