import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import papa from 'papaparse'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { inertPolicy } from '../../../main/permission/needs'
import { createReachMemory, reachTable } from '../../../main/permission/reachMemory'
import { statusOf, testReach, type ReachTest } from '../../../main/permission/reach'
import { AppError, type ErrorFacts, type ErrorKind } from '../../../shared/errors'
import type { ReachMatrix, ReachResult } from '../../../shared/permission'
import { say } from '../../../shared/words'

const uid = (index: number): string => String(1_000_000_000_000_000 + index)
const accounts = (count: number): ReachTest['accounts'] => Array.from({ length: count }, (_, index) => ({ accountId: uid(index), displayName: `m${index}` }))
const refused = (about: ErrorFacts): AppError => new AppError('role', 'refused', { about })
const never = new AbortController().signal

describe('the outcome of one account', () => {
  it.each<[kind: ErrorKind, about: ErrorFacts, status: string]>([
    ['role', { code: 'EntityNotExist.Role' }, 'noRole'],
    ['role', { code: 'EntityNotExists.Role' }, 'noRole'],
    ['role', { code: 'NoPermission', policyType: 'AssumeRolePolicy' }, 'noTrust'],
    ['role', { code: 'NoPermission', policyType: 'ControlPolicy' }, 'controlPolicy'],
    ['role', { code: 'NoPermission', policyType: 'AccountLevelIdentityBasedPolicy' }, 'callerNotAllowed'],
    ['role', { code: 'NoPermission', policyType: 'SessionPolicy' }, 'callerNotAllowed'],
    ['role', { code: 'NoPermission' }, 'noTrustOrNotAllowed'],
    ['refused', { code: 'Forbidden.AccountDisabled' }, 'disabledAccount'],
    ['refused', { code: 'InvalidAccountStatus' }, 'disabledAccount'],
    ['throttled', { code: 'Throttling.User' }, 'throttled'],
    ['cancelled', {}, 'cancelled'],
    ['network', { code: 'ECONNRESET' }, 'failed'],
    ['credentials', { code: 'InvalidAccessKeyId.NotFound' }, 'failed'],
    ['role', { code: 'SomethingNew' }, 'failed'],
  ])('of %s %j is %s', (kind, about, status) => {
    expect(statusOf(new AppError(kind, 'x', { about }))).toBe(status)
  })
})

describe('a test of many accounts', () => {
  const run = (tryRole: (index: number, signal: AbortSignal) => Promise<void>, more: Partial<ReachTest> & { deadlineMs?: number; policyType?: string } = {}): Promise<ReachResult[]> =>
    testReach(
      { credentials: { tryRole: (caller, signal) => tryRole(Number(caller.accountId) - 1_000_000_000_000_000, signal) }, now: Date.now, policyTypeOf: async () => more.policyType, ...(more.deadlineMs === undefined ? {} : { accountDeadlineMs: more.deadlineMs }) },
      { profile: 'ops', role: 'Auditor', accounts: accounts(5), signal: never, ...more },
    )

  it('answers in the order of the accounts, one failure never another’s, with a session that can do nothing', async () => {
    const policies: unknown[] = []
    const results = await testReach(
      {
        credentials: {
          tryRole: async ({ accountId, session }) => {
            policies.push(session?.policy)
            if (accountId === uid(1)) throw refused({ code: 'EntityNotExist.Role', requestId: 'R-1' })
          },
        },
        now: Date.now,
        policyTypeOf: async () => undefined,
      },
      { profile: 'ops', role: 'Auditor', accounts: accounts(3), signal: never },
    )
    expect(results.map(({ accountId, status }) => [accountId, status])).toEqual([[uid(0), 'ok'], [uid(1), 'noRole'], [uid(2), 'ok']])
    expect(results[1]).toMatchObject({ code: 'EntityNotExist.Role', requestId: 'R-1', roleArn: `acs:ram::${uid(1)}:role/Auditor` })
    expect(new Set(policies)).toEqual(new Set([inertPolicy]))
  })

  it('has at most 16 on their way at once', async () => {
    let now = 0
    let most = 0
    await run(async () => {
      most = Math.max(most, (now += 1))
      await new Promise((resolve) => setTimeout(resolve, 2))
      now -= 1
    }, { accounts: accounts(60) })
    expect(most).toBe(16)
  })

  it('infers that trust is missing where the caller reached another account', async () => {
    const refuse = (index: number): Promise<void> => (index === 0 ? Promise.resolve() : Promise.reject(refused({ code: 'NoPermission' })))
    expect((await run(refuse)).map(({ status, isInferred }) => [status, isInferred])).toEqual([['ok', undefined], ...Array.from({ length: 4 }, () => ['noTrust', true])])
    expect((await run(() => Promise.reject(refused({ code: 'NoPermission' })))).map(({ status }) => status)).toEqual(Array.from({ length: 5 }, () => 'noTrustOrNotAllowed'))
  })

  it('reads the type of policy out of a diagnostic, where it may', async () => {
    expect((await run(() => Promise.reject(refused({ code: 'NoPermission', diagnostic: 'AQ' })), { policyType: 'ControlPolicy' }))[0]?.status).toBe('controlPolicy')
  })

  it('ends an account that does not answer, and all of them when it is cancelled', async () => {
    const hang = (_index: number, signal: AbortSignal): Promise<void> => new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new AppError('cancelled', 'stopped'))))
    expect((await run(hang, { deadlineMs: 20 })).map(({ status, code }) => [status, code])).toEqual(Array.from({ length: 5 }, () => ['failed', 'Timeout']))
    const stop = new AbortController()
    setTimeout(() => stop.abort(), 10)
    expect(new Set((await run(hang, { signal: stop.signal, accounts: accounts(40) })).map(({ status }) => status))).toEqual(new Set(['cancelled']))
  })
})

describe('the memory of tests', () => {
  let home: string
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'rolecall-reach-'))
  })
  afterEach(() => rmSync(home, { recursive: true, force: true }))
  const matrix = (role: string): ReachMatrix => ({ profile: 'ops', role, state: 'finished', startedAt: '2026-11-27T08:00:00.000Z', elapsedMs: 5, results: [{ accountId: uid(1), accountName: '=evil', roleArn: 'arn', status: 'ok', says: 'It, "can".', testedAt: '2026-11-27T08:00:00.000Z', elapsedMs: 3 }] })

  it('keeps the last test of each role, newest first, also after a restart', async () => {
    const memory = createReachMemory(home, Date.now)
    for (const role of ['a', 'b', 'a']) await memory.keep(matrix(role))
    expect((await createReachMemory(home, Date.now).read('OPS')).map(({ role }) => role)).toEqual(['a', 'b'])
    expect(readdirSync(join(home, 'reach'))).toEqual(['ops.json'])
  })

  it('keeps its sentences, reads those of an earlier version, and writes them in English', async () => {
    const memory = createReachMemory(home, Date.now)
    const [result] = matrix('a').results
    if (result === undefined) throw new Error('The matrix has a result.')
    const said = { ...matrix('a'), results: [{ ...result, says: say`Account ${uid(1)} has no role ${'a'}: create it there, or choose another.` }, result] }
    await memory.keep(said)
    expect(await memory.read('ops')).toEqual([said])
    expect(reachTable(said, 'csv')).toContain(`Account ${uid(1)} has no role a: create it there, or choose another.`)
    expect(JSON.parse(reachTable(said, 'json'))).toMatchObject({ results: [{ says: `Account ${uid(1)} has no role a: create it there, or choose another.` }, { says: 'It, "can".' }] })
  })

  it('is written as CSV that a reader reads back, formulas guarded', () => {
    const { data } = papa.parse<Record<string, string>>(reachTable(matrix('a'), 'csv').trim(), { header: true })
    expect(data).toMatchObject([{ accountId: uid(1), accountName: "'=evil", status: 'ok', says: 'It, "can".' }])
    expect(JSON.parse(reachTable(matrix('a'), 'json'))).toEqual(matrix('a'))
  })
})
