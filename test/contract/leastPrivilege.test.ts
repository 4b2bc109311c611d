/** Least privilege is no promise: the practice cloud notes the session policy of every call, and a session that is stolen can do nothing but the call it was made for. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { operationName } from '../../main/practice/cloud'
import { operations } from '../../main/practice/operations'
import type { IssuedSession } from '../../main/practice/sessions'
import type { CallSpecInput } from '../../shared/call'
import { callSpec, openEngine, product, type TestEngine } from '../main/call/engine'
import { callFreely, errorOf } from './clients'

const regionId = 'cn-hangzhou'
let engine: TestEngine
let members: string[]
beforeAll(async () => {
  engine = await openEngine({ scale: 5 })
  members = engine.cloud.organisation.members.filter(({ access }) => access === 'ready').slice(0, 3).map(({ accountId }) => accountId)
})
afterAll(() => engine.close())

/** Every operation that needs a right, as the thief of a session would send it. */
const guarded = operations.filter(({ name }) => name !== 'GetCallerIdentity')
const steal = (session: IssuedSession, { name, version, route }: (typeof guarded)[number]): Promise<string> =>
  callFreely(engine.cloud, session, {
    action: name,
    version,
    query: name === 'AssumeRole' ? { RoleArn: `acs:ram::${members[1]}:role/${engine.cloud.role}`, RoleSessionName: 'thief' } : { RegionId: regionId },
    ...(route === undefined ? {} : { method: route.method, pathname: route.path }),
  })

/** The actions that a policy allows; it must be nothing but Allow. */
function allowedBy(policy: string | undefined): string[] {
  const { Statement } = JSON.parse(policy ?? '{}') as { Statement: { Effect: string; Action: string[] }[] }
  expect(Statement.map(({ Effect }) => Effect)).toEqual(['Allow'])
  return Statement.flatMap(({ Action }) => Action)
}

describe('a call over members', () => {
  it.each<[action: string, operation: string, spec: Partial<CallSpecInput>]>([
    ['ecs:DescribeInstances', 'Ecs/DescribeInstances', { ...product.ecs, regions: [regionId] }],
    ['vpc:DescribeVpcs', 'Vpc/DescribeVpcs', { ...product.vpc, regions: [regionId] }],
    ['cs:DescribeClustersV1', 'CS/DescribeClustersV1', { ...product.cs, regions: [regionId] }],
    ['ram:ListUsers', 'Ram/ListUsers', { product: 'Ram', version: '2015-05-01', operation: 'ListUsers' }],
  ])('carries sessions for %s alone; stolen, they do nothing else', async (action, operation, spec) => {
    const { cloud } = engine
    const [callsBefore, issuedBefore] = [cloud.calls.length, cloud.issued.length]
    expect(await engine.run(callSpec({ ...spec, accounts: members, role: cloud.role }))).toMatchObject({ state: 'finished', complete: true })

    const calls = cloud.calls.slice(callsBefore).filter(({ accountId }) => accountId !== cloud.accountId)
    expect(new Set(calls.map((call) => call.operation))).toEqual(new Set([operation]))
    expect(new Set(calls.map(({ accountId }) => accountId))).toEqual(new Set(members))
    for (const { sessionPolicy } of calls) expect(allowedBy(sessionPolicy)).toEqual([action])

    const stolen = cloud.issued.slice(issuedBefore)
    expect(stolen).toHaveLength(members.length)
    for (const session of stolen) {
      const allowed: string[] = []
      for (const one of guarded) {
        const refused = await steal(session, one).then(() => undefined, (thrown: unknown) => errorOf(Promise.reject(thrown as Error)))
        if (refused === undefined) allowed.push(operationName(one))
        // The directory is closed to members, whatever their session may do.
        else expect(refused.data?.[one.style === 'ROA' ? 'accessDeniedDetail' : 'AccessDeniedDetail']).toMatchObject({ PolicyType: one.isManagementOnly ? 'AccountLevelIdentityBasedPolicy' : 'SessionPolicy' })
      }
      expect(allowed).toEqual([operation])
    }
    expect(cloud.mutations).toEqual([])
  })

  it('may do more where the operator switches the limit off, and the record shows that too', async () => {
    const { cloud } = engine
    const before = cloud.issued.length
    await engine.run(callSpec({ accounts: members.slice(0, 1), role: cloud.role, regions: [regionId], session: { policy: 'none' } }))
    expect(cloud.calls.at(-1)).toMatchObject({ operation: 'Ecs/DescribeInstances' })
    expect(cloud.calls.at(-1)).not.toHaveProperty('sessionPolicy')
    const vpcs = guarded.find(({ name }) => name === 'DescribeVpcs') as (typeof guarded)[number]
    await expect(steal(cloud.issued[before] as IssuedSession, vpcs)).resolves.toContain('"Vpcs"')
  })
})
