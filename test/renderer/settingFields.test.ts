import { describe, expect, it } from 'vitest'
import { groups, toText, toValue, type TextSetting } from '../../renderer/settings/fields'
import { changeSettings, settingDefaults } from '../../shared/settings'

const names: TextSetting[] = Object.values(groups).flat()

describe('a setting in its field', () => {
  it('comes back from its own text', () => {
    for (const name of names) expect(toValue(name, toText(settingDefaults[name]))).toEqual(settingDefaults[name])
  })

  it.each(['', 'many', '1e3', '12 minutes', '１５'])('stays text where it is no number, and is refused with it: %j', (text) => {
    expect(() => changeSettings(settingDefaults, { lockAfterMinutes: toValue('lockAfterMinutes', text) })).toThrow(expect.objectContaining({ about: { field: 'lockAfterMinutes' } }) as Error)
  })
})
