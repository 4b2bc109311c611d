import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { createSettings } from '../../main/settings'
import { settingDefaults } from '../../shared/settings'

let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'rolecall-settings-'))
})
const open = () => createSettings(home, () => new Date('2026-01-02T03:04:05Z'))

describe('the settings file', () => {
  it('is read, changed field by field, and known at once', async () => {
    const settings = open()
    expect(settings.now()).toEqual(settingDefaults)
    await settings.change({ lockAfterMinutes: 5 })
    await open().change({ targetsAtOnce: 4 })
    expect(settings.now().targetsAtOnce).toBe(16)
    expect(await settings.read()).toEqual({ ...settingDefaults, lockAfterMinutes: 5, targetsAtOnce: 4 })
    expect(settings.now().targetsAtOnce).toBe(4)
  })

  it('stays as it was where a change is refused', async () => {
    const settings = open()
    await settings.change({ lockAfterMinutes: 5 })
    await expect(settings.change({ lockAfterMinutes: 6, targetsAtOnce: 0 })).rejects.toMatchObject({ about: { field: 'targetsAtOnce' } })
    expect(await open().read()).toMatchObject({ lockAfterMinutes: 5 })
  })

  it('is kept aside where it is broken', async () => {
    writeFileSync(join(home, 'settings.json'), '{ broken')
    expect(await open().read()).toEqual(settingDefaults)
    expect(readdirSync(home)).toEqual(['settings.json.broken-20260102030405'])
  })

  it('names certificates only that are there', async () => {
    const file = join(home, 'extra.pem')
    await expect(open().change({ extraCaFile: file })).rejects.toMatchObject({ kind: 'input', about: { field: 'extraCaFile' } })
    writeFileSync(file, 'no certificate')
    await expect(open().change({ extraCaFile: file })).rejects.toMatchObject({ kind: 'input', about: { field: 'extraCaFile' } })
    writeFileSync(file, '-----BEGIN CERTIFICATE-----\n')
    expect(await open().change({ extraCaFile: file })).toMatchObject({ extraCaFile: file })
  })

  it('says where it could not be written', async () => {
    mkdirSync(join(home, 'settings.json'))
    await expect(open().change({ lockAfterMinutes: 1 })).rejects.toMatchObject({ kind: 'storage' })
  })

  it('holds nothing that is not set', async () => {
    await open().change({ lockAfterMinutes: 1 })
    expect(Object.keys(JSON.parse(readFileSync(join(home, 'settings.json'), 'utf8')) as object)).toEqual(Object.keys(settingDefaults))
  })
})
