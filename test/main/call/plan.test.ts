/** What a call would do, and what is refused before anything is sent. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chooseAccounts } from '../../../main/call/accounts'
import { effectOf } from '../../../main/call/mutating'
import type { CallPlan, CallSpecInput } from '../../../shared/call'
import type { Directory } from '../../../shared/credentials'
import { AppError } from '../../../shared/errors'
import { inWords, say } from '../../../shared/words'
import { callSpec, openEngine, product, type TestEngine } from './engine'

let engine: TestEngine
beforeAll(async () => {
  engine = await openEngine({ scale: 5 })
})
afterAll(() => engine.close())

const role = 'ResourceDirectoryAccountAccessRole'
const never = new AbortController().signal
const plan = (more: Partial<CallSpecInput> = {}): Promise<CallPlan> => engine.calls.plan(callSpec(more), never)
const warnings = async (more: Partial<CallSpecInput>): Promise<string[]> => (await plan(more)).warnings.map(({ field }) => field)
const sas = { product: 'Sas', version: '2018-12-03', operation: 'DescribeCloudCenterInstances' }

describe('a call that is wrong', () => {
  it.each<[string, Partial<CallSpecInput>, string]>([
    ['an unknown profile', { profile: 'nobody' }, 'profile'],
    ['an unknown expression', { parameters: { Status: '${acount.id}' } }, 'parameters.Status'],
    ['an expression in a list', { parameters: { Tag: [{ Key: '${nope}' }] } }, 'parameters.Tag[0].Key'],
    ['plain http outside this machine', { endpoint: 'http://ecs.aliyuncs.com' }, 'endpoint'],
    ['an endpoint with a path', { endpoint: 'ecs.aliyuncs.com/x' }, 'endpoint'],
    ['an endpoint that is not Alibaba Cloud’s', { endpoint: 'ecs.aliyuncs.com.example.org' }, 'endpoint'],
    ['an endpoint with an unknown expression', { endpoint: 'ecs.${zone}.aliyuncs.com' }, 'endpoint'],
    ['members without a role', { accounts: 'all' }, 'role'],
    ['a session name that STS refuses', { session: { name: 'my ${operator}' } }, 'session.name'],
    ['a source identity that STS refuses', { session: { sourceIdentity: 'acs:me' } }, 'session.sourceIdentity'],
    ['a path without its value', { product: 'CS', version: '2015-12-15', operation: 'DescribeClusterDetail', parameters: {} }, 'parameters.ClusterId'],
    ['a page of its own where paging sets it', { ...product.vpc, parameters: { PageNumber: 3 } }, 'parameters.PageNumber'],
    ['a cursor of its own', { parameters: { NextToken: 'abc' } }, 'parameters.NextToken'],
    ['scrolling an operation without a cursor', { ...product.vpc, pagination: { mode: 'scroll' } }, 'pagination.cursorField'],
    ['scrolling without the path of the cursor', { ...product.vpc, pagination: { mode: 'scroll', cursorField: 'Next' } }, 'pagination.cursorPath'],
    ['paging an operation without page numbers', { product: 'Sts', version: '2015-04-01', operation: 'GetCallerIdentity', pagination: { mode: 'paged' } }, 'pagination.pageField'],
  ])('is refused before anything is sent: %s', async (_what, more, field) => {
    const before = JSON.stringify(engine.cloud.traffic.requests)
    const thrown: unknown = await plan(more).then(
      () => undefined,
      (error: unknown) => error,
    )
    expect(thrown).toBeInstanceOf(AppError)
    expect(thrown).toMatchObject({ kind: 'input', about: { field } })
    expect(JSON.stringify(engine.cloud.traffic.requests)).toBe(before)
  })

  it('may not show one account’s rows under another', async () => {
    const [one, other] = engine.cloud.organisation.members
    await expect(plan({ accounts: [one?.accountId ?? ''], role: `acs:ram::${other?.accountId ?? ''}:role/x` })).rejects.toMatchObject({ kind: 'input', about: { field: 'role' } })
    await expect(plan({ accounts: [one?.accountId ?? ''] })).rejects.toMatchObject({ kind: 'input', about: { field: 'role' } })
  })

  it('names the folders there are', async () => {
    await expect(plan({ accounts: { folder: 'fd-none' }, role })).rejects.toMatchObject({ kind: 'input', about: { field: 'accounts.folder' }, next: expect.stringContaining('fd-') as unknown })
  })
})

describe('the targets of a call', () => {
  const uids = (of: CallPlan): string[] => [...new Set(of.targets.map(({ accountId }) => accountId))].sort()

  it('are all accounts of the directory in every named region', async () => {
    const all = await plan({ accounts: 'all', role, regions: ['cn-hangzhou', 'cn-shanghai', 'cn-hangzhou'] })
    const { members, management } = engine.cloud.organisation
    expect(uids(all)).toEqual([...members, management].map(({ accountId }) => accountId).sort())
    expect(all.targets).toHaveLength(26)
    expect(all.targets.find(({ accountId }) => accountId === members[0]?.accountId)?.accountName).toBe(members[0]?.displayName)
  })

  it('are the profile’s own account and region where the call names none', async () => {
    expect((await plan()).targets).toEqual([{ accountId: engine.cloud.accountId, regionId: 'cn-hangzhou' }])
  })

  it('are a folder’s accounts with those of the folders below it', async () => {
    const { folders, members } = engine.cloud.organisation
    const production = folders.find(({ name }) => name === 'Production')?.folderId ?? ''
    const below = folders.filter(({ parentId }) => parentId === production).map(({ folderId }) => folderId)
    const inside = members.filter(({ folderId }) => folderId === production || below.includes(folderId)).map(({ accountId }) => accountId)
    expect(below.length).toBeGreaterThan(1)
    expect(inside.length).toBeGreaterThan(2)
    expect(uids(await plan({ accounts: { folder: production }, role }))).toEqual(inside.sort())
  })

  it('are all but the excepted ones', async () => {
    const except = engine.cloud.organisation.members.slice(0, 3).map(({ accountId }) => accountId)
    const rest = await plan({ accounts: { except }, role })
    expect(rest.targets).toHaveLength(10)
    expect(uids(rest).filter((uid) => except.includes(uid))).toEqual([])
  })

  it('warns of a parameter that the SDK marks as required, and does not refuse', async () => {
    expect(await warnings({ ...product.ecs, operation: 'StopInstances', parameters: {} })).toContain('parameters.InstanceId')
  })

  it('are one where one host serves every region and is told none', async () => {
    const many = await plan({ product: 'Ram', version: '2015-05-01', operation: 'ListUsers', regions: 'all' })
    expect(many.targets).toHaveLength(1)
    expect(await warnings({ product: 'Ram', version: '2015-05-01', operation: 'ListUsers', regions: ['cn-hangzhou', 'cn-shanghai'] })).toContain('regions')
  })

  it('leave out accounts that are not there yet and say so, but not invited or promoted ones', () => {
    const account = (accountId: string, status: string): Directory['accounts'][number] => ({ accountId, status, displayName: status, type: 'ResourceAccount' })
    const accounts = ['CreateSuccess', 'CreateVerifying', 'InviteSuccess', 'PromoteVerifying', 'CreateFailed', ''].map((status, index) => account(`100000000000000${index}`, status))
    const chosen = chooseAccounts('all', { profile: 'p', source: 'directory', folders: [], accounts, fetchedAt: '' })
    expect(chosen.accounts.map(({ accountId }) => accountId.at(-1))).toEqual(['0', '2', '3', '5'])
    expect(chosen.warnings.map(({ message }) => inWords(message).split(' is left out')[0])).toEqual(['CreateVerifying (1000000000000001)', 'CreateFailed (1000000000000004)'])
  })
})

describe('the request of a call', () => {
  const sent = async (more: Partial<CallSpecInput>): Promise<Record<string, string>> => Object.fromEntries((await plan(more)).preview.map(({ name, value }) => [name, value]))

  it('takes the region where the operation demands one, or where the call names regions', async () => {
    expect(await sent({ regions: ['cn-shanghai'] })).toMatchObject({ RegionId: 'cn-shanghai' })
    expect(await sent({ ...product.cs, regions: ['cn-shanghai'] })).toMatchObject({ region_id: 'cn-shanghai' })
    expect(await sent(product.cs)).not.toHaveProperty('region_id')
    expect(await sent({ regions: ['cn-shanghai'], parameters: { RegionId: 'cn-beijing' } })).toMatchObject({ RegionId: 'cn-beijing' })
  })

  it('has its expressions resolved for the target', async () => {
    const { accountId } = engine.cloud
    expect(await sent({ parameters: { Status: '${env.STAGE}-${region}', InstanceName: '${account.id}', KeyPairName: '${event._tenant_id}' } })).toMatchObject({ Status: 'prod-cn-hangzhou', InstanceName: accountId, KeyPairName: accountId })
  })

  it('carries the size that goes with the mode, and never the other one', async () => {
    const scroll = await sent({})
    expect(scroll).toMatchObject({ MaxResults: '100' })
    expect(scroll).not.toHaveProperty('PageSize')
    const paged = await sent({ pagination: { mode: 'paged', pageSize: 20 }, parameters: { MaxResults: 50 } })
    expect(paged).toMatchObject({ PageSize: '20', PageNumber: '1' })
    expect(paged).not.toHaveProperty('MaxResults')
    expect(await sent(sas)).toMatchObject({ UseNextToken: 'true' })
  })
})

describe('the paging of a call', () => {
  it.each<[string, Partial<CallSpecInput>, CallPlan['paging']['mode']]>([
    ['prefers the cursor where both are offered', {}, 'scroll'],
    ['is by page where the call speaks of pages', { parameters: { PageSize: 10 } }, 'paged'],
    ['is by page where the catalogue knows only pages', product.vpc, 'paged'],
    ['is none for an operation that changes something', { operation: 'StopInstances', parameters: { InstanceId: ['i-1'] } }, 'none'],
    ['is none where the call says so', { pagination: { mode: 'none' } }, 'none'],
    ['takes the call file’s fields for an unknown operation', { operation: 'ListOddThings', pagination: { cursorField: 'Next', cursorPath: '.Page.Next' } }, 'scroll'],
  ])('%s', async (_what, more, mode) => {
    expect((await plan(more)).paging.mode).toBe(mode)
  })
})

describe('the endpoint of a call', () => {
  it('is the call file’s where it names one, else the profile’s own', async () => {
    const [named] = (await plan({ endpoint: 'ecs.${region}.aliyuncs.com' })).endpoints
    expect(named).toMatchObject({ host: 'ecs.cn-hangzhou.aliyuncs.com', isGuess: false })
    const [own] = (await plan({})).endpoints
    expect(own).toMatchObject({ host: engine.cloud.address, isGuess: false })
  })

  it('is the catalogue’s or the call file’s for a profile without its own', async () => {
    const { accountId } = engine.cloud
    await engine.credentials.add({ name: 'plain', kind: 'accesskey', accessKeyId: 'LTAI5tPlainPlain', accessKeySecret: 'plain-secret', regionId: 'cn-hangzhou', endpoints: { Sts: engine.cloud.address, ResourceManager: engine.cloud.address }, keep: 'session' })
    const error: unknown = await plan({ profile: 'plain', accounts: [accountId], endpoint: 'ecs.${region}.aliyuncs.com' }).catch((thrown: unknown) => thrown)
    // Only the profile's identity is asked for, and the practice cloud does not know this key.
    expect(error).toMatchObject({ kind: 'credentials' })
  })
})

describe('what a call says beforehand', () => {
  it('names parameters that the operation does not have, and what may be meant', async () => {
    const { warnings: told } = await plan({ parameters: { status: 'Running' } })
    expect(told).toContainEqual({ field: 'parameters.status', message: say`${'DescribeInstances'} has no parameter ${'status'}; ${'Status'} is meant? It is sent as it is.` })
  })

  it.each([
    ['DescribeInstances', false, false],
    ['BatchGetThings', false, false],
    ['listThings', false, false],
    ['ListenThings', true, true],
    ['StopInstances', true, false],
    ['BatchDeleteThings', true, false],
    ['UntagResources', true, false],
    ['Frobnicate', true, true],
    ['SetupThings', true, true],
  ])('%s: changes something %s, unknown %s', (name, isMutating, isUnknown) => {
    expect(effectOf(name, undefined)).toEqual({ isMutating, isUnknown })
  })
})
