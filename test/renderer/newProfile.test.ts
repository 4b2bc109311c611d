import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { emptyHop, emptyProfile, emptySecrets, fieldOf, isWhole, toNewProfile, type ProfileDraft, type ProfileSecrets } from '../../renderer/credentials/newProfile'
import { NewProfile } from '../../shared/credentials'

const roleArn = 'acs:ram::1203456789012345:role/ops'
const draft = (part: Partial<ProfileDraft>): ProfileDraft => ({ ...emptyProfile(), name: 'ops', ...part })
const secrets = (part: Partial<ProfileSecrets>): ProfileSecrets => ({ ...emptySecrets(), ...part })
const signIn = { signInBy: 'device', clientId: 'app_1', tokenUrl: 'https://x.aliyunidaas.com/token' } as const

const whole: [string, ProfileDraft, ProfileSecrets][] = [
  ['a key', draft({ accessKeyId: 'LTAI5tTestKey0001' }), secrets({ accessKeySecret: 'a-secret-0001' })],
  ['an STS session', draft({ kind: 'sts', accessKeyId: 'STS.TestKey0001' }), secrets({ accessKeySecret: 'a-secret-0001', securityToken: 'a-token-0001' })],
  ['IDaaS by sign-in', draft({ kind: 'idaas', instanceId: 'idaas_1', roleArn, ...signIn }), secrets({})],
  ['IDaaS by token', draft({ kind: 'idaas', instanceId: 'idaas_1', roleArn, signInBy: 'token' }), secrets({ accessToken: 'a-token-0001' })],
  ['a chain of roles', draft({ kind: 'role', source: 'root', hops: [{ ...emptyHop(), roleArn }, { ...emptyHop(), roleArn, durationSeconds: '900', externalId: 'x1' }] }), secrets({})],
]

describe('a new profile', () => {
  it.each(whole)('of %s is what main accepts, and is not sent before it is whole', (_what, made, given) => {
    expect(isWhole(made, given, true)).toBe(true)
    expect(v.safeParse(NewProfile, toNewProfile(made, given)).issues).toBeUndefined()
    expect(isWhole({ ...made, name: ' ' }, given, true)).toBe(false)
    expect(isWhole(emptyProfile(), given, true)).toBe(false)
  })

  it('leaves blank fields out', () => {
    const [, made, given] = whole[4] ?? expect.unreachable('five kinds')
    expect(toNewProfile(made, given)).toEqual({ kind: 'role', name: 'ops', regionId: 'cn-hangzhou', endpoints: {}, source: 'root', hops: [{ roleArn }, { roleArn, durationSeconds: 900, externalId: 'x1' }] })
  })

  it('keeps a key for the session only where there is no keychain', () => {
    const [, made, given] = whole[0] ?? expect.unreachable('five kinds')
    expect(isWhole(made, given, false)).toBe(false)
    expect(toNewProfile({ ...made, isSessionOnly: true }, given)).toMatchObject({ keep: 'session' })
  })

  it('lets seconds that are no number be refused by name', () => {
    const [, made, given] = whole[4] ?? expect.unreachable('five kinds')
    const refused = v.safeParse(NewProfile, toNewProfile({ ...made, hops: [{ ...emptyHop(), roleArn, durationSeconds: 'an hour' }] }, given))
    expect(refused.issues?.map((issue) => fieldOf(v.getDotPath(issue) ?? ''))).toEqual(['hops.0.durationSeconds'])
  })

  it.each([['signIn.tokenUrl', 'tokenUrl'], ['endpoints.*', 'endpoint'], ['hops[1].roleArn', 'hops.1.roleArn'], [undefined, '']])('finds the field of %s', (dotted, field) => {
    expect(fieldOf(dotted)).toBe(field)
  })
})
