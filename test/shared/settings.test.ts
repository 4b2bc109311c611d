import { describe, expect, it } from 'vitest'
import { changeSettings, healSettings, settingDefaults, settingNames } from '../../shared/settings'

describe('settings', () => {
  it('are their defaults where nothing, or nothing usable, is stored', () => {
    for (const value of [undefined, null, 7, [], { lockAfterMinutes: '15', targetsAtOnce: 0, protectedAccounts: ['12'], proxyUrl: 'http://lin:s3cret@proxy:1' }]) expect(healSettings(value)).toEqual(settingDefaults)
  })

  it('keep what is in bounds and drop what nobody knows', () => {
    expect(healSettings({ lockAfterMinutes: 0, proxyMode: 'none', colour: 'red' })).toEqual({ ...settingDefaults, lockAfterMinutes: 0, proxyMode: 'none' })
  })

  it('heal nothing from the prototype of what is stored', () => {
    expect(healSettings(JSON.parse('{"__proto__":{"lockAfterMinutes":3}}'))).toEqual(settingDefaults)
  })

  it.each<[string, unknown]>([
    ['lockAfterMinutes', -1], ['lockAfterMinutes', 1441], ['connectTimeoutMs', 499], ['readTimeoutMs', 1.5], ['targetsAtOnce', 0], ['requestsInFlight', 257], ['requestsInFlight', Number.NaN],
    ['protectedAccounts', ['123']], ['protectedAccounts', 'none'], ['proxyMode', 'pac'], ['proxyUrl', 'socks5://proxy:1'],
    ['proxyUrl', 'http://proxy:1/path'], ['proxyUrl', 'proxy'], ['updateFeedUrl', 'http://feed.example/'], ['updateFeedUrl', 'https://lin:s3cret@feed.example/'], ['updateFeedUrl', 'https://'], ['updateFeedUrl', 'file:///x'], ['extraCaFile', 4], ['extraCaFile', null], ['toString', 1], ['colour', 'red'],
  ])('refuse %s as %j, name the field and the next move', (name, value) => {
    expect(() => changeSettings(settingDefaults, { [name]: value })).toThrow(expect.objectContaining({ kind: 'input', about: { field: name }, next: expect.stringMatching(/^(Give|Use) /) as string }) as Error)
  })

  it('never say a proxy’s password back', () => {
    expect(() => changeSettings(settingDefaults, { proxyUrl: 'http://lin:s3cret@proxy:3128' })).toThrow(/^proxyUrl: This cannot be taken\.$/)
  })

  it('need an address for a proxy of one’s own', () => {
    expect(() => changeSettings(settingDefaults, { proxyMode: 'manual' })).toThrow(expect.objectContaining({ about: { field: 'proxyUrl' } }) as Error)
    expect(changeSettings(settingDefaults, { proxyMode: 'manual', proxyUrl: 'http://proxy:3128' })).toMatchObject({ proxyMode: 'manual', proxyUrl: 'http://proxy:3128' })
  })

  it('take every default back', () => {
    for (const name of settingNames) expect(changeSettings(settingDefaults, { [name]: settingDefaults[name] })).toEqual(settingDefaults)
  })
})
