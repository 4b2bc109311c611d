import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { createPreferenceFile } from '../../main/preferences'

let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'rolecall-preferences-'))
})
const open = () => createPreferenceFile(home, () => new Date('2026-01-02T03:04:05Z'))

describe('preferences', () => {
  it('start with defaults and come back as written', async () => {
    expect(await open().read()).toMatchObject({ theme: 'system', language: 'system' })
    await open().write({ theme: 'dark', language: 'zh', selections: { ops: { accounts: ['1203456789012345'], regions: ['cn-hangzhou'] } }, columns: {} })
    expect(await open().read()).toMatchObject({ theme: 'dark', selections: { ops: { accounts: ['1203456789012345'] } } })
  })

  it('heal a wrong field and keep the others', async () => {
    expect(await open().write({ theme: 'pink', language: 'zh', selections: {}, columns: {} })).toMatchObject({ theme: 'system', language: 'zh' })
  })

  it('tell what they are, whenever they are read or written', async () => {
    const heard: boolean[] = []
    const file = createPreferenceFile(home, () => new Date(), ({ isOffline }) => heard.push(isOffline))
    await file.read()
    await file.write({ isOffline: true })
    expect(heard).toEqual([false, true])
  })

  it('are written together a moment after the first change, and each who asked hears what it asked for', async () => {
    const file = open()
    const answers = await Promise.all([file.write({ theme: 'light' }), file.write({ theme: 'dark' })])
    expect(answers.map(({ theme }) => theme)).toEqual(['light', 'dark'])
    expect(await open().read()).toMatchObject({ theme: 'dark' })
  })

  it('are on the disk at the end although the last change had no time to settle', async () => {
    const file = open()
    void file.write({ theme: 'light' })
    void file.write({ theme: 'dark', density: 'compact' })
    expect(existsSync(join(home, 'preferences.json'))).toBe(false)
    expect(await file.read()).toMatchObject({ theme: 'dark' })
    await file.settle()
    expect(await open().read()).toMatchObject({ theme: 'dark', density: 'compact' })
  })

  it('end without waiting for ever where the disk refuses them, and tell whoever asked', async () => {
    writeFileSync(join(home, 'file'), '')
    const file = createPreferenceFile(join(home, 'file'), () => new Date())
    const refused = expect(file.write({ theme: 'dark' })).rejects.toThrow()
    await file.settle()
    await refused
  })

  it('keep a broken file aside instead of overwriting it', async () => {
    writeFileSync(join(home, 'preferences.json'), '{ broken')
    expect(await open().read()).toMatchObject({ theme: 'system' })
    expect(readFileSync(join(home, 'preferences.json.broken-20260102030405'), 'utf8')).toBe('{ broken')
    expect(readdirSync(home)).toHaveLength(1)
  })

  it('keep the digits of a draft’s big numbers', async () => {
    await open().write({ theme: 'system', language: 'system', selections: {}, columns: {}, draft: { parameters: { Id: 18446744073709551615n } } })
    expect(readFileSync(join(home, 'preferences.json'), 'utf8')).toContain('18446744073709551615')
  })
})
