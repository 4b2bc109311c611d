/** The permission module over the practice cloud, with real requests: its own data folder, an in-memory keychain, and what a test changes. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SentRequest } from '../../../main/call/requestLog'
import { createSpeakers } from '../../../main/call/speakers'
import { createCatalog } from '../../../main/catalog/create'
import { findCatalogue } from '../../../main/compose'
import { createCredentials } from '../../../main/credentials/create'
import type { Credentials } from '../../../main/credentials/credentials'
import { createAsk, ram, type Ask } from '../../../main/permission/asking'
import { createPermission, type PermissionDeps } from '../../../main/permission/create'
import { trustPolicyFor } from '../../../main/permission/trust'
import type { Permission } from '../../../main/permission/permission'
import type { PracticeOptions } from '../../../main/practice/practice'
import { startPractice, type PracticeServer } from '../../../main/practice/server'
import { createLimiter } from '../../../main/wire/rate'
import { createRetrier } from '../../../main/wire/retry'
import { createSend } from '../../../main/wire/send'
import { createAssumeRole } from '../../../main/wire/sts'
import * as v from 'valibot'
import { CallSpec, type CallSpecInput } from '../../../shared/call'
import { createRedactor } from '../../../shared/redact'
import { createMemoryKeychain } from '../../doubles/memoryKeychain'

export interface PermissionBench {
  cloud: PracticeServer
  credentials: Credentials
  permission: Permission
  /** Changes that were told for the audit log. */
  told: SentRequest[]
  /** Read at each question. */
  settings: { protectedAccounts: string[] }
  /** A call of DescribeInstances as the profile `ops`. */
  call(change?: Partial<CallSpecInput>): CallSpec
  ask: Ask
  /** What an administrator of a member would send to RAM; answers the body. */
  admin(accountId: string, operation: string, parameters: Record<string, string>): Promise<unknown>
  /** Creates a role that trusts the management account, and attaches system policies to it. */
  makeRole(accountId: string, role: string, policies: readonly string[]): Promise<void>
  /** UID of the nth member whose access is this. */
  member(access: string, nth?: number): string
  close(): Promise<void>
}

export async function openPermission(options: PracticeOptions = {}, change: Partial<PermissionDeps> = {}): Promise<PermissionBench> {
  const home = await mkdtemp(join(tmpdir(), 'rolecall-permission-'))
  const cloud = await startPractice({ scale: 5, ...options })
  const send = createSend()
  const credentials = createCredentials({ home, keychain: createMemoryKeychain(), send, assumeRole: createAssumeRole({ send }), operator: 'wanda', now: Date.now, env: {}, redactor: createRedactor(), random: () => 0 })
  await credentials.add({ name: 'ops', kind: 'accesskey', accessKeyId: cloud.accessKeyId, accessKeySecret: cloud.accessKeySecret, regionId: 'cn-hangzhou', endpoints: { '*': cloud.address }, keep: 'keychain' })
  const told: SentRequest[] = []
  const settings = { protectedAccounts: [] as string[] }
  const noRows = { rowValues: () => Promise.reject(new Error('No rows here.')), list: () => Promise.resolve([]) }
  const speakers = createSpeakers({ credentials, results: noRows, now: () => new Date(), operator: 'wanda', env: {} })
  const wire = {
    credentials,
    catalog: createCatalog({ folder: findCatalogue(import.meta.dirname) }),
    send,
    limiter: createLimiter({ now: Date.now }),
    retrier: createRetrier({ now: Date.now, random: () => 0 }),
    now: Date.now,
  }
  const ask = createAsk(wire)
  const admin: PermissionBench['admin'] = (accountId, operation, parameters) => ask({ profile: 'ops', accountId, role: cloud.role }, { ...ram, operation, parameters, change: { id: 'test' } }, AbortSignal.timeout(10_000))
  const permission = createPermission({
    ...wire,
    home,
    speakersOf: (spec, signal) => speakers.of(spec, signal),
    protectedAccounts: () => settings.protectedAccounts,
    redactor: createRedactor(),
    onChange: (sent) => told.push(sent),
    ...change,
  })
  return {
    cloud,
    credentials,
    permission,
    told,
    settings,
    call: (part = {}) => v.parse(CallSpec, { rolecall: 1, product: 'Ecs', version: '2014-05-26', operation: 'DescribeInstances', profile: 'ops', accounts: 'all', role: cloud.role, ...part }),
    ask,
    admin,
    makeRole: async (accountId, role, policies) => {
      await admin(accountId, 'CreateRole', { RoleName: role, AssumeRolePolicyDocument: trustPolicyFor({ accountIds: [cloud.accountId] }) })
      for (const PolicyName of policies) await admin(accountId, 'AttachPolicyToRole', { PolicyType: 'System', PolicyName, RoleName: role })
    },
    member: (access, nth = 0) => cloud.organisation.members.filter((one) => one.access === access)[nth]?.accountId ?? '',
    close: async () => {
      credentials.close()
      await cloud.close()
      await rm(home, { recursive: true, force: true })
    },
  }
}
