import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createProfiles, type Profiles } from '../../../main/credentials/profiles'
import type { KeyProfile, NewProfile } from '../../../shared/credentials'
import { createRedactor, type Redactor } from '../../../shared/redact'
import { createMemoryKeychain, type MemoryKeychain } from '../../doubles/memoryKeychain'

let home: string
let keychain: MemoryKeychain
let redactor: Redactor
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'rolecall-profiles-'))
  keychain = createMemoryKeychain()
  redactor = createRedactor()
})
afterEach(() => rm(home, { recursive: true }))

const open = (env: NodeJS.ProcessEnv = {}): Profiles => createProfiles({ home, keychain, env, now: () => 0, redactor })
const ops: Extract<NewProfile, { kind: 'accesskey' }> = { name: 'ops', kind: 'accesskey', accessKeyId: 'LTAI5tTestKey0001', accessKeySecret: 'a-secret-of-the-test-0001', regionId: 'cn-hangzhou', endpoints: {}, keep: 'keychain' }
const keyOf = async (profiles: Profiles, name: string): Promise<KeyProfile> => {
  const profile = await profiles.read(name)
  return profile.kind === 'accesskey' || profile.kind === 'sts' ? profile : expect.unreachable(`${name} has no key`)
}
const secretOf = async (profiles: Profiles, name: string): Promise<string> => (await profiles.credential(await keyOf(profiles, name))).accessKeySecret

describe('profiles', () => {
  it('keep the secret in the keychain and nothing of it on disk', async () => {
    const added = await open().add(ops)
    expect(added).toMatchObject({ name: 'ops', maskedKeyId: 'LTAI5t…0001', secret: 'keychain' })
    const text = await readFile(join(home, 'profiles.json'), 'utf8')
    expect(text).not.toContain(ops.accessKeySecret)
    expect((await stat(join(home, 'profiles.json'))).mode & 0o777).toBe(0o600)
    expect(await secretOf(open(), 'OPS')).toBe(ops.accessKeySecret)
    expect(redactor.text(`x ${ops.accessKeySecret} y`)).toBe('x •••• y')
  })

  it('refuse a name that differs in letter case only, and say which names exist', async () => {
    const profiles = open()
    await profiles.add(ops)
    await expect(profiles.add({ ...ops, name: 'OPS' })).rejects.toMatchObject({ kind: 'input', about: { field: 'name' } })
    await expect(profiles.read('dev')).rejects.toMatchObject({ kind: 'input', next: 'Choose one of: ops.' })
  })

  it('take their secret along when renamed, and never another’s', async () => {
    const profiles = open()
    await profiles.add(ops)
    await profiles.add({ ...ops, name: 'dev', accessKeySecret: 'a-secret-of-the-test-0002' })
    await expect(profiles.rename('ops', 'DEV')).rejects.toMatchObject({ kind: 'input' })
    expect(await secretOf(profiles, 'dev')).toBe('a-secret-of-the-test-0002')
    expect(await profiles.rename('ops', 'audit')).toMatchObject({ name: 'audit', secret: 'keychain' })
    expect(await secretOf(profiles, 'audit')).toBe(ops.accessKeySecret)
    expect([...keychain.entries.keys()].sort()).toEqual(['audit', 'dev'])
    await profiles.rename('audit', 'Audit')
    expect((await profiles.list()).map(({ name, secret }) => [name, secret])).toEqual([['Audit', 'keychain'], ['dev', 'keychain']])
  })

  it('lose their keychain entry when removed', async () => {
    const profiles = open()
    await profiles.add(ops)
    await profiles.remove('ops')
    expect(keychain.entries.size).toBe(0)
    expect(await profiles.list()).toEqual([])
  })

  it('are not kept where the keychain refuses the secret', async () => {
    keychain.become('unavailable')
    await expect(open().add(ops)).rejects.toMatchObject({ kind: 'keychain' })
    expect(await open().list()).toEqual([])
  })

  it('hold a secret for this run only where asked to, and forget it at the end', async () => {
    keychain.become('unavailable')
    const profiles = open()
    expect((await profiles.add({ ...ops, keep: 'session' })).secret).toBe('session')
    expect(await secretOf(profiles, 'ops')).toBe(ops.accessKeySecret)
    await profiles.rename('ops', 'audit')
    expect(await secretOf(profiles, 'audit')).toBe(ops.accessKeySecret)
    profiles.close()
    await expect(secretOf(profiles, 'audit')).rejects.toMatchObject({ kind: 'keychain' })
    await profiles.remove('audit')
  })

  it('say whether the secret is missing or behind a lock', async () => {
    await open().add(ops)
    keychain.become('locked')
    expect((await open().list())[0]?.secret).toBe('locked')
    await expect(open().remove('ops')).rejects.toMatchObject({ kind: 'keychain' })
    keychain.become('ready')
    keychain.entries.clear()
    expect((await open().list())[0]?.secret).toBe('missing')
    await expect(secretOf(open(), 'ops')).rejects.toMatchObject({ kind: 'credentials' })
  })

  it('take the secret from the official variables where the keychain has none and the key ID is theirs', async () => {
    await open().add({ ...ops, keep: 'session' })
    const env = { ALIBABA_CLOUD_ACCESS_KEY_ID: ops.accessKeyId, ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'a-secret-of-the-variables', ALIBABA_CLOUD_SECURITY_TOKEN: 'a-token-of-the-variables' }
    keychain.become('unavailable')
    const profiles = open(env)
    expect(await profiles.credential(await keyOf(profiles, 'ops'))).toEqual({ accessKeyId: ops.accessKeyId, accessKeySecret: 'a-secret-of-the-variables', securityToken: 'a-token-of-the-variables' })
    expect(redactor.text('a-token-of-the-variables')).toBe('••••')
    await expect(secretOf(open({ ...env, ALIBABA_CLOUD_ACCESS_KEY_ID: 'LTAI5tAnother0001' }), 'ops')).rejects.toMatchObject({ kind: 'keychain' })
    keychain.become('ready')
    keychain.entries.set('ops', 'a-secret-of-the-keychain')
    expect(await secretOf(open(env), 'ops')).toBe('a-secret-of-the-keychain')
  })

  it('refuse an endpoint that is plain http elsewhere, naming the field', async () => {
    await expect(open().add({ ...ops, endpoints: { Ecs: 'http://ecs.aliyuncs.com' } })).rejects.toMatchObject({ kind: 'endpoint', about: { field: 'endpoints.Ecs' } })
    await expect(open().add({ ...ops, name: 'a b' })).rejects.toMatchObject({ kind: 'input', about: { field: 'name' } })
    expect((await open().add({ ...ops, endpoints: { Ecs: 'ecs.${region}.aliyuncs.com', '*': 'http://127.0.0.1:1' } })).endpoints['*']).toBe('http://127.0.0.1:1')
  })

  it('keep a broken file aside, say so, and go on with an empty list', async () => {
    await writeFile(join(home, 'profiles.json'), '{"rolecall":1,"profiles":[{"name":"ops"')
    await expect(open().list()).rejects.toMatchObject({ kind: 'storage' })
    const [aside] = await readdir(home)
    expect(aside).toMatch(/^profiles\.json\.broken-\d+$/)
    expect(await readFile(join(home, aside ?? ''), 'utf8')).toContain('"name":"ops"')
    await open().add(ops)
    expect(await open().list()).toHaveLength(1)
  })

  it('lose nothing when many are added at once', async () => {
    const profiles = open()
    await Promise.all(Array.from({ length: 8 }, (_item, index) => profiles.add({ ...ops, name: `p${index}` })))
    expect(await profiles.list()).toHaveLength(8)
  })
})
