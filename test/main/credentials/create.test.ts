import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createCredentials } from '../../../main/credentials/create'
import type { Credentials } from '../../../main/credentials/credentials'
import type { PracticeOptions } from '../../../main/practice/practice'
import { startPractice, type PracticeServer } from '../../../main/practice/server'
import { createSend } from '../../../main/wire/send'
import { createAssumeRole } from '../../../main/wire/sts'
import { createRedactor, type Redactor } from '../../../shared/redact'
import { createMemoryKeychain } from '../../doubles/memoryKeychain'

const never = new AbortController().signal
let home: string
let cloud: PracticeServer
let redactor: Redactor
let credentials: Credentials

async function open(options: PracticeOptions = {}): Promise<void> {
  cloud = await startPractice(options)
  redactor = createRedactor()
  credentials = createCredentials({ home, keychain: createMemoryKeychain(), send: createSend(), assumeRole: createAssumeRole(), operator: 'wanda w', now: Date.now, env: {}, redactor, random: () => 0 })
  await credentials.add({ name: 'ops', kind: 'accesskey', accessKeyId: cloud.accessKeyId, accessKeySecret: cloud.accessKeySecret, regionId: 'cn-hangzhou', endpoints: { '*': cloud.address }, keep: 'keychain' })
}
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'rolecall-credentials-'))
})
afterEach(async () => {
  credentials.close()
  await cloud.close()
  await rm(home, { recursive: true })
})
const accountOf = (access: string): string => cloud.organisation.members.find((one) => one.access === access)?.accountId ?? ''

describe('a profile in the practice cloud', () => {
  it('is verified with its own name, and refused with a wrong secret', async () => {
    await open()
    expect(await credentials.verify('ops', never)).toMatchObject({ accountId: cloud.accountId, arn: `acs:ram::${cloud.accountId}:user/operator` })
    expect((await credentials.read('ops')).verifiedAt).toMatch(/^20/)
    await credentials.remove('ops')
    await credentials.add({ name: 'ops', kind: 'accesskey', accessKeyId: cloud.accessKeyId, accessKeySecret: 'a-wrong-secret', regionId: 'cn-hangzhou', endpoints: { '*': cloud.address }, keep: 'keychain' })
    await expect(credentials.identity('ops', never)).rejects.toMatchObject({ kind: 'credentials', about: { code: 'SignatureDoesNotMatch' } })
  })

  it.each<PracticeOptions>([{}, { faults: ['wrongTotal', 'duplicate', 'reset', 'error5xx', 'truncate', 'html'] }, { throttle: 4 }])('lists all members and folders, whatever happens on the way (%j)', async (options) => {
    await open(options)
    const { accounts, folders, source } = await credentials.directory('ops', { refresh: false, signal: never })
    expect(source).toBe('directory')
    expect(accounts.filter(({ isManagement }) => isManagement)).toMatchObject([{ accountId: cloud.accountId, displayName: cloud.organisation.management.displayName }])
    expect(accounts.filter(({ isManagement }) => !isManagement).map(({ accountId }) => accountId).sort()).toEqual(cloud.organisation.members.map(({ accountId }) => accountId).sort())
    expect(folders.map(({ folderId, parentId }) => [folderId, parentId]).sort()).toEqual(cloud.organisation.folders.map(({ folderId, parentId }) => [folderId, parentId]).sort())
  }, 60_000)

  it('keeps its directory on disk until a refresh, and typed UIDs apart from it', async () => {
    await open()
    const listed = await credentials.directory('ops', { refresh: false, signal: never })
    const sent = cloud.traffic.requests
    const before = JSON.stringify(sent)
    expect(await credentials.directory('ops', { refresh: false, signal: never })).toEqual(listed)
    expect(JSON.stringify(sent)).toBe(before)
    const typed = await credentials.typeAccounts('ops', `${accountOf('ready')} 1203456789012345`)
    expect(typed).toMatchObject({ source: 'typed', accounts: [{ displayName: 'Shop Web' }, { accountId: '1203456789012345', displayName: '1203456789012345' }] })
    await credentials.rename('ops', 'audit')
    expect(await credentials.directory('audit', { refresh: false, signal: never })).toMatchObject({ profile: 'audit', source: 'typed' })
    expect((await credentials.directory('audit', { refresh: true, signal: never })).source).toBe('directory')
    await credentials.remove('audit')
    expect(await readdir(join(home, 'directories'))).toEqual([])
  })
})

describe('a credential for a target', () => {
  it('is the profile’s own key without a role, and in its own account', async () => {
    await open()
    const own = { accessKeyId: cloud.accessKeyId, accessKeySecret: cloud.accessKeySecret }
    expect(await credentials.credentialFor({ profile: 'ops', accountId: accountOf('ready') }, never)).toEqual(own)
    expect(await credentials.credentialFor({ profile: 'ops', accountId: cloud.accountId, role: cloud.role }, never)).toEqual(own)
    expect((await credentials.read('ops')).accountId).toBe(cloud.accountId)
  })

  it('is one session per account, shared by all who need it and told without its secret', async () => {
    await open()
    const told: number[] = []
    credentials.onSessions(() => told.push(credentials.sessions().length))
    const caller = { profile: 'ops', accountId: accountOf('ready'), role: cloud.role, session: { durationSeconds: 900 } }
    const [one, two] = await Promise.all([credentials.credentialFor(caller, never), credentials.credentialFor(caller, never)])
    expect(one).toBe(two)
    expect(told).toEqual([1])
    expect(cloud.lastSession()).toMatchObject({ accountId: caller.accountId, roleSessionName: 'rolecall-wanda-w' })
    const identity = await createSend()(
      { product: 'Sts', version: '2015-04-01', operation: 'GetCallerIdentity', style: 'RPC', method: 'POST', path: '/', endpoint: cloud.address, query: {}, headers: {}, body: { kind: 'none' } },
      { credential: one, signal: never },
    )
    expect(identity.body).toContain(`acs:ram::${caller.accountId}:assumed-role/`)
    expect(redactor.text(`${one.accessKeySecret} ${one.securityToken ?? ''}`)).toBe('•••• ••••')
    expect(JSON.stringify(credentials.sessions())).not.toContain(one.accessKeySecret)
    credentials.forget(caller)
    expect(await credentials.credentialFor(caller, never)).not.toBe(one)
  })

  it('fails alone, with code, request ID and whose move it is', async () => {
    await open()
    const failing = (access: string) => credentials.credentialFor({ profile: 'ops', accountId: accountOf(access), role: cloud.role }, never)
    const missing = await failing('roleMissing').catch((error: unknown) => error)
    expect(missing).toMatchObject({ kind: 'role', about: { code: 'EntityNotExist.Role', accountId: accountOf('roleMissing') } })
    const untrusted = await failing('notTrusted').catch((error: unknown) => error)
    expect(untrusted).toMatchObject({ kind: 'role', about: { code: 'NoPermission' } })
    expect((untrusted as { about: { requestId?: string } }).about.requestId).toMatch(/^[0-9A-F-]{36}$/)
  })

  it('is refused where the role lies in another account than the target', async () => {
    await open()
    const role = `acs:ram::${accountOf('notTrusted')}:role/ops`
    await expect(credentials.credentialFor({ profile: 'ops', accountId: accountOf('ready'), role }, never)).rejects.toMatchObject({ kind: 'input', about: { field: 'role' } })
  })

  it('leaves no secret in any file', async () => {
    await open()
    await credentials.directory('ops', { refresh: true, signal: never })
    const session = await credentials.credentialFor({ profile: 'ops', accountId: accountOf('ready'), role: cloud.role }, never)
    const files = (await readdir(home, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())
    const texts = await Promise.all(files.map((entry) => readFile(join(entry.parentPath, entry.name), 'utf8')))
    expect(texts.length).toBeGreaterThan(1)
    for (const secret of [cloud.accessKeySecret, session.accessKeySecret, session.securityToken ?? '']) expect(texts.join()).not.toContain(secret)
  })
})
