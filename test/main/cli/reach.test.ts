/** `rolecall reach` over the practice cloud: which members a role reaches. */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ReachMatrix } from '../../../shared/permission'
import { openBench, type Bench } from './rolecall'

const slow = 60_000
let bench: Bench
beforeAll(async () => {
  bench = await openBench({ scale: 5 })
}, slow)
afterAll(() => bench.close())

describe('rolecall reach', () => {
  it('tells every member that the role reaches from those without the role or its trust, and ends with 3', async () => {
    const out = bench.path('reach.csv')
    const { status, stdout } = await bench.run(['reach', '--profile', 'practice', '--role', 'ResourceDirectoryAccountAccessRole', '--json', '--out', out])
    expect(status).toBe(3)
    const { results, state } = JSON.parse(stdout) as ReachMatrix
    expect(state).toBe('finished')
    const wanted = { ready: 'ok', roleMissing: 'noRole', notTrusted: 'noTrust', notAllowed: 'ok' }
    for (const { accountId, access } of bench.cloud.organisation.members) {
      const found = results.find((result) => result.accountId === accountId)
      expect(found, access).toMatchObject({ roleArn: `acs:ram::${accountId}:role/ResourceDirectoryAccountAccessRole`, status: wanted[access] })
      expect(found?.says).not.toBe('')
    }
    expect(readFileSync(out, 'utf8').trim().split('\r\n')).toHaveLength(results.length + 1)
  }, slow)

  it('tests named accounts alone, and refuses what is no role or no account', async () => {
    const [member] = bench.cloud.organisation.members.filter(({ access }) => access === 'ready')
    const { status, stdout } = await bench.run(['reach', '--profile', 'practice', '--role', 'ResourceDirectoryAccountAccessRole', '--account', member?.accountId ?? ''])
    expect([status, stdout]).toEqual([0, expect.stringMatching(/ok +The role can be assumed\./) as string])
    expect((await bench.run(['reach', '--profile', 'practice', '--role', 'no role!'])).status).toBe(2)
    expect((await bench.run(['reach', '--profile', 'practice', '--role', 'ops', '--account', '12'])).status).toBe(2)
  }, slow)

  it('says of a role that nobody has that it is missing everywhere', async () => {
    const { stdout } = await bench.run(['reach', '--profile', 'practice', '--role', 'Nowhere', '--json'])
    expect(new Set((JSON.parse(stdout) as ReachMatrix).results.map(({ status }) => status))).toEqual(new Set(['noRole']))
  }, slow)
})
