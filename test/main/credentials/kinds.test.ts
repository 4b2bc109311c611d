/** Every kind of profile speaks to members of the practice cloud; what lives in memory only goes with a lock. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createCredentials, type CredentialsDeps } from '../../../main/credentials/create'
import type { Credentials } from '../../../main/credentials/credentials'
import { operatorRole } from '../../../main/practice/ram/sampleRoles'
import { startPractice, type PracticeServer } from '../../../main/practice/server'
import { createSend } from '../../../main/wire/send'
import { createAssumeRole } from '../../../main/wire/sts'
import type { NewProfile } from '../../../shared/credentials'
import { createRedactor } from '../../../shared/redact'
import { inWords } from '../../../shared/words'
import { exchanged, startIdaas, type Idaas } from '../../doubles/idaas'
import { json } from '../../doubles/localServer'
import { createMemoryKeychain, type MemoryKeychain } from '../../doubles/memoryKeychain'

const never = new AbortController().signal
const roleName = 'ResourceDirectoryAccountAccessRole'
let home: string
let cloud: PracticeServer
let idaas: Idaas
let keychain: MemoryKeychain
let credentials: Credentials
let ready: string[]

const open = (change: Partial<CredentialsDeps> = {}): Credentials =>
  createCredentials({ home, keychain, send: createSend(), assumeRole: createAssumeRole(), operator: 'wanda', now: Date.now, env: {}, redactor: createRedactor(), random: () => 0, userHome: home, ...change })
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'rolecall-kinds-'))
  cloud = await startPractice({})
  idaas = await startIdaas()
  keychain = createMemoryKeychain()
  credentials = open()
  ready = cloud.organisation.members.filter(({ access }) => access === 'ready').map(({ accountId }) => accountId)
  await credentials.add({ name: 'ops', kind: 'accesskey', accessKeyId: cloud.accessKeyId, accessKeySecret: cloud.accessKeySecret, regionId: 'cn-hangzhou', endpoints: { '*': cloud.address }, keep: 'keychain' })
})
afterEach(async () => {
  credentials.close()
  await Promise.all([cloud.close(), idaas.close()])
  await rm(home, { recursive: true })
})

const arnIn = (accountId = ''): string => `acs:ram::${accountId}:role/${roleName}`
const sessionOf = async (accountId = '') => {
  const { accessKeyId, accessKeySecret, securityToken = '', expiresAt = new Date() } = await credentials.credentialFor({ profile: 'ops', accountId, role: roleName }, never)
  return { accessKeyId, accessKeySecret, securityToken, expiration: expiresAt.toISOString() }
}
const idaasProfile = (more: Partial<Extract<NewProfile, { kind: 'idaas' }>> = {}): NewProfile => ({
  name: 'sso', kind: 'idaas', regionId: 'cn-hangzhou', endpoints: { 'Eiam-developerapi': idaas.address, '*': cloud.address }, instanceId: idaas.instanceId, roleArn: arnIn(ready[0]), idaasRegionId: 'cn-hangzhou', ...more,
})

describe('a pasted session', () => {
  it('speaks as its role, is refused once it has ended, and is given again', async () => {
    const { expiration, ...secrets } = await sessionOf(ready[0])
    await credentials.add({ name: 'pasted', kind: 'sts', regionId: 'cn-hangzhou', endpoints: { '*': cloud.address }, ...secrets, expiresAt: expiration })
    expect(await credentials.verify('pasted', never)).toMatchObject({ accountId: ready[0], secret: 'session' })
    expect(await credentials.supply({ kind: 'sts', name: 'pasted', ...secrets, expiresAt: '2020-01-01T00:00:00Z' })).toMatchObject({ secret: 'missing' })
    await expect(credentials.identity('pasted', never)).rejects.toMatchObject({ kind: 'credentials', about: { code: 'SessionGone' } })
    await credentials.supply({ kind: 'sts', name: 'pasted', ...secrets })
    expect((await credentials.identity('pasted', never)).accountId).toBe(ready[0])
    expect(keychain.entries.has('pasted')).toBe(false)
  })
})

describe('a role profile', () => {
  it('speaks as the role behind its source, from one session for all', async () => {
    expect(await credentials.add({ name: 'shop', kind: 'role', regionId: 'cn-hangzhou', endpoints: {}, source: 'OPS', hops: [{ roleArn: arnIn(ready[0]) }], sourceIdentity: 'wanda' })).toMatchObject({ source: 'ops', secret: 'keychain', endpoints: { '*': cloud.address } })
    expect(await credentials.verify('shop', never)).toMatchObject({ accountId: ready[0] })
    await Promise.all(Array.from({ length: 5 }, () => credentials.credentialFor({ profile: 'shop' }, never)))
    expect(credentials.sessions().filter(({ profile }) => profile === 'shop')).toMatchObject([{ roleArn: arnIn(ready[0]) }])
  })

  it('goes over two roles, each assumed by the one before, and on into every member', async () => {
    await credentials.add({ name: 'deep', kind: 'role', regionId: 'cn-hangzhou', endpoints: {}, source: 'ops', hops: [{ roleArn: `acs:ram::${cloud.accountId}:role/${operatorRole}` }, { roleArn: arnIn(ready[0]) }] })
    expect(await credentials.verify('deep', never)).toMatchObject({ accountId: ready[0] })
    await credentials.add({ name: 'console', kind: 'role', regionId: 'cn-hangzhou', endpoints: {}, source: 'ops', hops: [{ roleArn: `acs:ram::${cloud.accountId}:role/${operatorRole}` }] })
    for (const accountId of ready.slice(0, 3)) await credentials.credentialFor({ profile: 'console', accountId, role: roleName }, never)
    // The chain's first session is its own, and asked for once.
    expect(credentials.sessions().filter(({ profile }) => profile === 'console').map(({ accountId }) => accountId)).toEqual([cloud.accountId, ...ready.slice(0, 3)])
  })

  it('keeps its source, follows its new name, and is refused over another role', async () => {
    const shop: NewProfile = { name: 'shop', kind: 'role', regionId: 'cn-hangzhou', endpoints: {}, source: 'ops', hops: [{ roleArn: arnIn(ready[0]) }] }
    await credentials.add(shop)
    await expect(credentials.remove('ops')).rejects.toThrow('is the source of shop')
    expect(await credentials.credentialFor({ profile: 'ops' }, never)).toMatchObject({ accessKeySecret: cloud.accessKeySecret })
    await credentials.rename('ops', 'boss')
    expect(await credentials.read('shop')).toMatchObject({ source: 'boss' })
    await expect(credentials.add({ ...shop, name: 'more', source: 'shop' })).rejects.toMatchObject({ about: { field: 'source' } })
    await expect(credentials.add({ ...shop, name: 'more', hops: Array.from({ length: 6 }, () => ({ roleArn: arnIn(ready[0]) })) })).rejects.toMatchObject({ kind: 'input', about: { field: 'hops' } })
  })
})

describe('a session longer than its role allows', () => {
  it('lasts as long as the role allows, and says so', async () => {
    const { accountId = '' } = cloud.organisation.members[2] ?? {}
    await credentials.credentialFor({ profile: 'ops', accountId, role: roleName, session: { durationSeconds: 43_200 } }, never)
    expect(credentials.sessions()).toMatchObject([{ accountId, shortened: { askedSeconds: 43_200, grantedSeconds: 3600 } }])
  })
})

describe('an IDaaS profile', () => {
  it('exchanges a pasted token for a session, unsigned, and counts the earlier expiry', async () => {
    const early = Math.floor(Date.now() / 1000) + 1800
    idaas.exchange(json(200, exchanged(await sessionOf(ready[0]), { expiresAt: early })))
    idaas.live.add('MARKER-PASTED-TOKEN-0001')
    await credentials.add(idaasProfile({ accessToken: 'MARKER-PASTED-TOKEN-0001', durationSeconds: 900 }))
    expect(await credentials.verify('sso', never)).toMatchObject({ accountId: ready[0] })
    const [request] = idaas.requests
    expect(request).toMatchObject({ method: 'GET', path: '/v2/idaas_test/cloudAccountRoles/_/actions/obtainAccessCredential', query: { cloudAccountRoleExternalId: arnIn(ready[0]), durationSeconds: '900' } })
    expect(request?.headers.authorization).toBe('Bearer MARKER-PASTED-TOKEN-0001')
    expect(JSON.stringify(request?.headers)).not.toContain('ACS3')
    expect(credentials.sessions().find(({ profile }) => profile === 'sso')?.expiresAt).toBe(new Date(early * 1000).toISOString())
  })

  it('signs in by device code, keeps the refresh token in the keychain and refreshes with it in the next run', async () => {
    idaas.exchange(json(200, exchanged(await sessionOf(ready[0]))))
    await credentials.add(idaasProfile({ signIn: { clientId: 'app_test', tokenUrl: idaas.tokenUrl } }))
    await expect(credentials.identity('sso', never)).rejects.toMatchObject({ kind: 'credentials', about: { code: 'TokenGone' } })
    expect(await credentials.signIn('sso', never)).toMatchObject({ state: 'waiting', userCode: 'WDJB-MJHT' })
    idaas.allow()
    expect(await credentials.signInEnded('sso')).toMatchObject({ state: 'signedIn', isKept: true })
    expect(new URLSearchParams(idaas.requests.find(({ path }) => path.endsWith('/device/code'))?.body).get('scope')).toBe('urn:cloud:idaas:pam|cloud_account_role:obtain_access_credential offline_access openid')
    expect((await credentials.identity('sso', never)).accountId).toBe(ready[0])
    credentials.close()
    credentials = open()
    expect((await credentials.identity('sso', never)).accountId).toBe(ready[0])
    expect(keychain.entries.get('sso')).toMatch(/^MARKER-REFRESH-TOKEN-2/)
    for (const file of (await readdir(home, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())) {
      const text = await readFile(join(file.parentPath, file.name), 'latin1')
      for (const secret of idaas.issued) expect(text).not.toContain(secret)
    }
    await credentials.remove('sso')
    expect(keychain.entries.has('sso')).toBe(false)
  })

  it('refuses an account of another vendor, and says so', async () => {
    idaas.live.add('MARKER-PASTED-TOKEN-0001')
    idaas.exchange(json(200, exchanged(await sessionOf(ready[0]), { vendor: 'aws' })))
    await credentials.add(idaasProfile({ accessToken: 'MARKER-PASTED-TOKEN-0001' }))
    await expect(credentials.identity('sso', never)).rejects.toMatchObject({ kind: 'role', message: 'The role lies in an account of aws, not of Alibaba Cloud.', about: { code: 'OtherVendor' } })
  })
})

describe('every kind', () => {
  it('is dropped from memory by a lock and asked of the keychain again', async () => {
    idaas.live.add('MARKER-PASTED-TOKEN-0001')
    const { expiration, ...secrets } = await sessionOf(ready[0])
    idaas.exchange(json(200, exchanged({ ...secrets, expiration })))
    await credentials.add(idaasProfile({ accessToken: 'MARKER-PASTED-TOKEN-0001' }))
    await credentials.add({ name: 'pasted', kind: 'sts', regionId: 'cn-hangzhou', endpoints: { '*': cloud.address }, ...secrets })
    await credentials.add({ name: 'shop', kind: 'role', regionId: 'cn-hangzhou', endpoints: {}, source: 'ops', hops: [{ roleArn: arnIn(ready[1]) }] })
    for (const name of ['ops', 'sso', 'pasted', 'shop']) await credentials.identity(name, never)
    const told: boolean[] = []
    credentials.onLock(({ isLocked }) => told.push(isLocked))
    expect(credentials.lock()).toMatchObject({ isLocked: true })
    expect(credentials.sessions()).toEqual([])
    for (const name of ['ops', 'sso', 'pasted', 'shop']) await expect(credentials.identity(name, never)).rejects.toMatchObject({ kind: 'keychain', about: { code: 'Locked' } })
    keychain.become('locked')
    await expect(credentials.unlock()).rejects.toMatchObject({ kind: 'keychain', about: { code: 'KeychainLocked' } })
    keychain.become('ready')
    expect(await credentials.unlock()).toMatchObject({ isLocked: false })
    expect(told).toEqual([true, false])
    for (const name of ['ops', 'shop']) await credentials.identity(name, never)
    await expect(credentials.identity('pasted', never)).rejects.toMatchObject({ about: { code: 'SessionGone' } })
    await expect(credentials.identity('sso', never)).rejects.toMatchObject({ about: { code: 'TokenGone' } })
  })
})

describe('profiles of the official tools', () => {
  it('are taken over with their secrets in the keychain, and the operator is told where those still lie', async () => {
    await mkdir(join(home, '.aliyun'))
    const path = join(home, '.aliyun', 'config.json')
    const profiles = [
      { name: 'default', mode: 'AK', access_key_id: 'LTAI5tImportedKey1', access_key_secret: 'MARKER-IMPORTED-SECRET-1', region_id: 'cn-shanghai' },
      { name: 'audit', mode: 'RamRoleArn', access_key_id: 'LTAI5tImportedKey2', access_key_secret: 'MARKER-IMPORTED-SECRET-2', ram_role_arn: arnIn(ready[0]), ram_session_name: 'me', expired_seconds: 900, region_id: 'cn-hangzhou' },
      { name: 'deep', mode: 'ChainableRamRoleArn', source_profile: 'default', ram_role_arn: arnIn(ready[1]) },
      { name: 'ring', mode: 'ChainableRamRoleArn', source_profile: 'ring', ram_role_arn: arnIn(ready[1]) },
      { name: 'ecs', mode: 'EcsRamRole' },
    ]
    await writeFile(path, JSON.stringify({ current: 'default', profiles }))
    const offered = await credentials.importable()
    expect(offered.map(({ name, kind, problem }) => [name, kind, problem === undefined])).toEqual([['default', 'accesskey', true], ['audit', 'role', true], ['deep', 'role', true], ['ring', 'role', false], ['ecs', 'accesskey', false]])
    expect(JSON.stringify(offered)).not.toContain('MARKER')
    const { profiles: made, warning } = await credentials.importProfiles(offered.filter(({ problem }) => problem === undefined).map(({ id }) => id), 'keychain')
    expect(made.map(({ name, kind }) => `${name} ${kind}`)).toEqual(['default accesskey', 'audit-source accesskey', 'audit role', 'deep-source accesskey', 'deep role'])
    expect(inWords(warning)).toContain(path)
    expect(keychain.entries.get('audit-source')).toBe('MARKER-IMPORTED-SECRET-2')
    expect(await readFile(join(home, 'profiles.json'), 'utf8')).not.toContain('MARKER')
    await expect(credentials.importProfiles([`${path}#ecs`], 'keychain')).rejects.toMatchObject({ kind: 'input' })
    await writeFile(path, '{"profiles":[{"access_key_secret":"MARKER-BROKEN')
    await expect(credentials.importable()).rejects.toMatchObject({ kind: 'storage', message: `${path} could not be read.` })
  })

  it('come from the environment, as a session where there is a token', async () => {
    const env = { ALIBABA_CLOUD_ACCESS_KEY_ID: 'STS.NTestEnvironment', ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'MARKER-ENV-SECRET', ALIBABA_CLOUD_SECURITY_TOKEN: 'MARKER-ENV-TOKEN' }
    const other = open({ env })
    expect(await other.importable()).toMatchObject([{ name: 'environment', kind: 'sts' }])
    expect((await other.importProfiles(['ALIBABA_CLOUD_ACCESS_KEY_ID#environment'], 'keychain')).profiles).toMatchObject([{ kind: 'sts', secret: 'session' }])
    other.close()
  })
})
