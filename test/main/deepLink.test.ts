import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isLink, readLink } from '../../main/deepLink'
import { AppError } from '../../shared/errors'

const base = 'rolecall://call?product=Ecs&version=2014-05-26&operation=DescribeInstances'
const read = (link: string) => readLink(link, 'ops')

describe('a link', () => {
  it('becomes the call of the form, with the operator’s own profile where it names none', () => {
    expect(read(base)).toMatchObject({ product: 'Ecs', version: '2014-05-26', operation: 'DescribeInstances', profile: 'ops', accounts: 'self', endpoint: 'recommended', parameters: {} })
  })

  it('names profile, role, accounts, regions and parameters', () => {
    const link = `${base}&name=All%20of%20them&profile=audit&role=ResourceDirectoryAccountAccessRole&account=1203456789012345&account=1203456789012346&region=cn-hangzhou&region=cn-shanghai&parameter.RegionId=%24%7Bregion%7D&parameter.Status=Running&parameter.Name=%E4%B8%AD+%26+x`
    expect(read(link)).toMatchObject({
      name: 'All of them',
      profile: 'audit',
      role: 'ResourceDirectoryAccountAccessRole',
      accounts: ['1203456789012345', '1203456789012346'],
      regions: ['cn-hangzhou', 'cn-shanghai'],
      parameters: { RegionId: '${region}', Status: 'Running', Name: '中 & x' },
    })
    expect(read(`${base}&account=all&region=all`)).toMatchObject({ accounts: 'all', regions: 'all' })
    expect(read(base.replace('rolecall://call?', 'ROLECALL://call/?'))).toMatchObject({ product: 'Ecs' })
  })

  it.each<[string, string, RegExp]>([
    ['no call', 'rolecall://run?product=Ecs', /does not begin with rolecall:\/\/call/],
    ['no host', 'rolecall:call?product=Ecs', /does not begin with/],
    ['a path', base.replace('call?', 'call/../run?'), /does not begin with/],
    ['a user', base.replace('//call', '//lin:s3cret@call'), /does not begin with/],
    ['a port', base.replace('//call', '//call:80'), /does not begin with/],
    ['a fragment', `${base}#x`, /does not begin with/],
    ['another scheme', base.replace('rolecall', 'https'), /no address/],
    ['nothing', '', /no address/],
    ['an unknown key', `${base}&run=true`, /"run" is no key of a link\. Known are product, /],
    ['an endpoint', `${base}&endpoint=evil.example`, /"endpoint" is no key/],
    ['a way to send', `${base}&request.path=/x`, /"request.path" is no key/],
    ['a session policy', `${base}&session.policy=none`, /"session.policy" is no key/],
    ['the prototype', `${base}&__proto__=x`, /"__proto__" is no key/],
    ['a method of objects', `${base}&toString=x`, /"toString" is no key/],
    ['the prototype as a parameter', `${base}&parameter.__proto__=x`, /names no parameter/],
    ['a parameter without a name', `${base}&parameter.=x`, /names no parameter/],
    ['markup in a name', `${base}&parameter.%3Cimg%3E=x`, /names no parameter/],
    ['a secret', `${base}&parameter.AccessKeySecret=LTAI`, /"parameter.AccessKeySecret" is a secret by its name/],
    ['a password deep in a name', `${base}&parameter.Accounts.1.Password=x`, /secret by its name/],
    ['the environment', `${base}&parameter.Name=%24%7Benv.ALIBABA_CLOUD_ACCESS_KEY_SECRET%7D`, /variable of the environment/],
    ['the environment with blanks', `${base}&parameter.Name=%24%7B%20env.HOME%7D`, /variable of the environment/],
    ['the environment in a role', `${base}&role=%24%7Benv.HOME%7D`, /variable of the environment/],
    ['a key twice', `${base}&product=Ram`, /product stands twice/],
    ['a parameter twice', `${base}&parameter.A=1&parameter.A=2`, /stands twice/],
    ['an empty key', `${base}&role=`, /role is empty/],
    ['no operation', 'rolecall://call?product=Ecs&version=2014-05-26', /operation is missing/],
    ['an operation that is none', base.replace('DescribeInstances', '..%2F..%2Fetc'), /operation: An API operation looks like/],
    ['a version that is none', base.replace('2014-05-26', '2014/05'), /version: /],
    ['an account that is none', `${base}&account=1`, /accounts: /],
    ['all and one more', `${base}&account=all&account=1203456789012345`, /accounts: /],
    ['a profile that is none', `${base}&profile=..%2Fx`, /profile: A profile name/],
    ['a blank', `${base}&name=a b`, /blanks or control characters/],
    ['a line end that a parser drops', base.replace('product', 'pro\nduct'), /blanks or control characters/],
    ['a text that runs backwards', `${base}&name=\u202Eevil`, /blanks or control characters/],
    ['a control character that is written out', `${base}&name=%00`, /control characters/],
    ['a broken sequence', `${base}&name=%E4%B8`, /broken %-sequence/],
    ['too much', `${base}&name=${'x'.repeat(8000)}`, /characters, and 8000 are allowed/],
    ['too many parameters', `${base}${Array.from({ length: 101 }, (_, at) => `&parameter.P${at}=`).join('')}`, /more than 100 parameters/],
  ])('with %s is refused', (_what, link, message) => {
    expect(() => read(link)).toThrow(expect.objectContaining({ kind: 'input', message: expect.stringMatching(message) as string, next: expect.stringContaining('Nothing was opened.') as string }) as Error)
  })

  it('never says a secret back', () => {
    expect(() => read(`${base}&parameter.Password=hunter2`)).toThrow(expect.objectContaining({ message: expect.not.stringContaining('hunter2') as string }) as Error)
  })

  it('of any kind is a call or a refusal, and never more than a form holds', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.oneof(fc.constantFrom('product', 'role', 'region', 'account', 'endpoint', 'parameter.A', 'parameter.constructor'), fc.string()), fc.string())), (pairs) => {
        const link = `${base}${pairs.map(([key, value]) => `&${encodeURIComponent(key)}=${encodeURIComponent(value)}`).join('')}`
        try {
          expect(read(link)).toMatchObject({ rolecall: 1, product: 'Ecs', endpoint: 'recommended' })
          expect(Object.getPrototypeOf(read(link).parameters)).toBe(Object.prototype)
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(AppError)
        }
      }),
    )
  })

  it('is known by its scheme alone', () => {
    expect(['rolecall://call', 'ROLECALL:x', 'rolecall', 'xrolecall:', '--rolecall:', 'https://x'].map(isLink)).toEqual([true, true, false, false, false, false])
  })
})
