import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { evaluate, type NamedPolicy, type PolicySet } from '../../../main/permission/evaluate'
import { effectOf, readPolicy } from '../../../main/practice/ram/policyText'
import type { Verdict } from '../../../shared/permission'
import { english } from '../../english'

const action = 'ecs:DescribeInstances'
const allow = (Action: unknown, more: object = {}): object => ({ Effect: 'Allow', Action, Resource: '*', ...more })
const deny = (Action: unknown, more: object = {}): object => ({ Effect: 'Deny', Action, Resource: '*', ...more })
const policy = (...Statement: object[]): NamedPolicy => ({ name: 'Test', text: JSON.stringify({ Version: '1', Statement }) })
const role = (...statements: object[]): PolicySet => ({ identity: [policy(...statements)] })
const fromOffice = { Condition: { IpAddress: { 'acs:SourceIp': ['42.120.0.0/16'] } } }
const one = 'acs:ecs:cn-hangzhou:1203456789012345:instance/i-1'

type Case = [name: string, set: PolicySet, verdict: Verdict, question?: { action?: string; resource?: string }]

const cases: Record<string, Case[]> = {
  'actions and wildcards': [
    ['an action by its name', role(allow(action)), 'allowed'],
    ['an action in a list', role(allow(['vpc:DescribeVpcs', action])), 'allowed'],
    ['a star for everything', role(allow('*')), 'allowed'],
    ['a star after the product', role(allow('ecs:*')), 'allowed'],
    ['a star after the verb', role(allow('ecs:Describe*')), 'allowed'],
    ['a star in the middle', role(allow('ecs:D*Instances')), 'allowed'],
    ['two stars', role(allow('ecs:*Inst*')), 'allowed'],
    ['a star that stands for nothing', role(allow('ecs:DescribeInstances*')), 'allowed'],
    ['a star before the colon', role(allow('*:DescribeInstances')), 'allowed'],
    ['stars on both sides of the colon', role(allow('*:Describe*')), 'allowed'],
    ['a question mark for one character', role(allow('ecs:DescribeInstance?')), 'allowed'],
    ['a question mark is not none', role(allow('ecs:DescribeInstances?')), 'denied'],
    ['a question mark is not two', role(allow('ecs:DescribeInstanc?')), 'denied'],
    ['letter case of actions does not count', role(allow('ECS:describeinstances')), 'allowed'],
    ['a pattern in another case', role(allow('Ecs:dESCRIBE*')), 'allowed'],
    ['another action', role(allow('ecs:StopInstance')), 'denied'],
    ['a name that only begins alike', role(allow('ecs:DescribeInstance')), 'denied'],
    ['another product', role(allow('rds:*')), 'denied'],
    ['a product that only begins alike', role(allow('ecs-ram:*')), 'denied'],
    ['a dot is a dot and no wildcard', role(allow('ecs.DescribeInstances')), 'denied'],
    ['characters of regular expressions mean themselves', role(allow('ecs:(Describe|List).+')), 'denied'],
    ['many stars end soon', role(allow(`${'*a'.repeat(60)}b`)), 'denied', { action: `ecs:${'a'.repeat(400)}` }],
  ],
  'no policy and no statement': [
    ['no policy at all', { identity: [] }, 'denied'],
    ['a policy without statements', role(), 'denied'],
    ['a statement that is no list', { identity: [{ name: 'Test', text: JSON.stringify({ Version: '1', Statement: allow(action) }) }] }, 'allowed'],
  ],
  'Deny over Allow': [
    ['deny after allow', role(allow('*'), deny(action)), 'denied'],
    ['deny before allow', role(deny(action), allow('*')), 'denied'],
    ['deny in another policy', { identity: [policy(allow('*')), policy(deny('ecs:*'))] }, 'denied'],
    ['a narrow allow does not beat a wide deny', role(deny('*'), allow(action)), 'denied'],
    ['a deny of something else', role(allow('*'), deny('ecs:Delete*')), 'allowed'],
    ['deny alone', role(deny(action)), 'denied'],
  ],
  NotAction: [
    ['allows what it does not name', role({ Effect: 'Allow', NotAction: 'ram:*', Resource: '*' }), 'allowed'],
    ['does not allow what it names', role({ Effect: 'Allow', NotAction: ['ecs:*', 'ram:*'], Resource: '*' }), 'denied'],
    ['denies what it does not name', role(allow('*'), { Effect: 'Deny', NotAction: 'ram:*', Resource: '*' }), 'denied'],
    ['does not deny what it names', role(allow('*'), { Effect: 'Deny', NotAction: 'ecs:Describe*', Resource: '*' }), 'allowed'],
    ['a star leaves nothing to allow', role({ Effect: 'Allow', NotAction: '*', Resource: '*' }), 'denied'],
  ],
  'Resource and NotResource': [
    ['one resource while none is known', role(allow(action, { Resource: one })), 'unknown'],
    ['one resource that is asked for', role(allow(action, { Resource: one })), 'allowed', { resource: one }],
    ['another resource', role(allow(action, { Resource: one })), 'denied', { resource: one.replace('i-1', 'i-2') }],
    ['a pattern over regions', role(allow(action, { Resource: 'acs:ecs:*:*:instance/*' })), 'allowed', { resource: one }],
    ['a pattern over another type', role(allow(action, { Resource: 'acs:ecs:*:*:disk/*' })), 'denied', { resource: one }],
    ['a part of what is asked for', role(allow(action, { Resource: one })), 'unknown', { resource: 'acs:ecs:*:*:instance/*' }],
    ['letter case of resources counts', role(allow(action, { Resource: one.toUpperCase() })), 'denied', { resource: one }],
    ['a star among several', role(allow(action, { Resource: [one, '*'] })), 'allowed'],
    ['a deny of one resource while none is known', role(allow('*'), deny(action, { Resource: one })), 'unknown'],
    ['a deny of another resource', role(allow('*'), deny(action, { Resource: one })), 'allowed', { resource: one.replace('i-1', 'i-2') }],
    ['NotResource allows the others', role({ Effect: 'Allow', Action: action, NotResource: one }), 'allowed', { resource: one.replace('i-1', 'i-2') }],
    ['NotResource does not allow its own', role({ Effect: 'Allow', Action: action, NotResource: one }), 'denied', { resource: one }],
    ['NotResource while none is known', role({ Effect: 'Allow', Action: action, NotResource: one }), 'unknown'],
    ['NotResource of everything', role({ Effect: 'Allow', Action: action, NotResource: '*' }), 'denied'],
    ['NotResource denies the others', role(allow('*'), { Effect: 'Deny', Action: action, NotResource: one }), 'denied', { resource: one.replace('i-1', 'i-2') }],
    ['NotResource does not deny its own', role(allow('*'), { Effect: 'Deny', Action: action, NotResource: one }), 'allowed', { resource: one }],
    ['no resource named means all', role({ Effect: 'Allow', Action: action }), 'allowed'],
  ],
  'conditions are not guessed': [
    ['an allow under a condition', role(allow(action, fromOffice)), 'unknown'],
    ['a deny under a condition', role(allow('*'), deny(action, fromOffice)), 'unknown'],
    ['an allow without one beside it', role(allow(action, fromOffice), allow('ecs:*')), 'allowed'],
    ['a deny without one beside it', role(allow('*'), deny('ecs:*', fromOffice), deny(action)), 'denied'],
    ['a condition of something else', role(allow(action), deny('ram:*', fromOffice)), 'allowed'],
    ['an empty condition is none', role(allow(action, { Condition: {} })), 'allowed'],
    ['a condition on an allow beats no deny', role(deny(action), allow(action, fromOffice)), 'denied'],
  ],
  'session policies narrow': [
    ['both allow', { ...role(allow('*')), session: policy(allow(action)) }, 'allowed'],
    ['the session leaves it out', { ...role(allow('*')), session: policy(allow('ecs:StopInstance')) }, 'denied'],
    ['the session denies', { ...role(allow('*')), session: policy(allow('*'), deny(action)) }, 'denied'],
    ['a session grants nothing that the role has not', { ...role(allow('rds:*')), session: policy(allow('*')) }, 'denied'],
    ['a session under a condition', { ...role(allow('*')), session: policy(allow(action, fromOffice)) }, 'unknown'],
    ['a session that allows nothing', { ...role(allow('*')), session: policy() }, 'denied'],
  ],
  'control policies narrow': [
    ['all levels allow', { ...role(allow('*')), control: [[policy(allow('*'))], [policy(allow('ecs:*'))]] }, 'allowed'],
    ['one level leaves it out', { ...role(allow('*')), control: [[policy(allow('*'))], [policy(allow('rds:*'))]] }, 'denied'],
    ['one level denies', { ...role(allow('*')), control: [[policy(allow('*')), policy(deny(action))], [policy(allow('*'))]] }, 'denied'],
    ['a deny under a condition', { ...role(allow('*')), control: [[policy(allow('*'), deny('*', fromOffice))]] }, 'unknown'],
    ['they grant nothing', { identity: [], control: [[policy(allow('*'))]] }, 'denied'],
    ['role, session and control policy together', { ...role(allow('ecs:*')), session: policy(allow(action)), control: [[policy({ Effect: 'Allow', NotAction: 'ram:*', Resource: '*' })]] }, 'allowed'],
    ['a deny above beats what is unknown below', { ...role(allow(action, fromOffice)), control: [[policy(deny(action))]] }, 'denied'],
  ],
  'what cannot be read is not guessed': [
    ['a policy that was not read', { identity: [{ name: 'Secret', text: undefined }] }, 'unknown'],
    ['one beside an allow', { identity: [policy(allow('*')), { name: 'Secret', text: undefined }] }, 'unknown'],
    ['one beside a deny', { identity: [policy(deny('*')), { name: 'Secret', text: undefined }] }, 'denied'],
    ['a list that is not whole', { ...role(allow('rds:*')), isPartial: true }, 'unknown'],
    ['text that is no JSON', { identity: [{ name: 'Broken', text: '{' }] }, 'unknown'],
    ['an effect in the wrong case', role({ Effect: 'allow', Action: action, Resource: '*' }), 'unknown'],
    ['Action beside NotAction', role({ Effect: 'Allow', Action: action, NotAction: 'ram:*', Resource: '*' }), 'unknown'],
    ['a statement without an action', role({ Effect: 'Allow', Resource: '*' }), 'unknown'],
    ['an action that is no text', role(allow([7])), 'unknown'],
  ],
}

for (const [group, list] of Object.entries(cases)) {
  describe(group, () => {
    it.each(list)('%s', (_name, set, verdict, question = {}) => {
      expect(evaluate(set, { action, ...question }).verdict).toBe(verdict)
    })
  })
}

describe('the statement that decides', () => {
  it('is the allow that holds', () => {
    const { deciding, reason } = evaluate(role(allow('rds:*'), allow('ecs:Describe*')), { action })
    expect(deciding).toEqual({ policyName: 'Test', policyKind: 'identity', index: 1, text: '{"Effect":"Allow","Action":"ecs:Describe*","Resource":"*"}' })
    expect(english(reason)).toBe('The policy of the identity Test allows ecs:DescribeInstances.')
  })

  it('is the deny that wins, wherever it stands', () => {
    const { deciding } = evaluate({ ...role(allow('*')), control: [[{ name: 'No ECS', text: policy(allow('*'), deny('ecs:*')).text }]] }, { action })
    expect(deciding).toMatchObject({ policyName: 'No ECS', policyKind: 'control', index: 1 })
  })

  it('is the one whose condition is not known', () => {
    const { deciding, reason } = evaluate(role(allow('*'), deny(action, fromOffice)), { action })
    expect(deciding).toMatchObject({ index: 1 })
    expect(english(reason)).toContain('under a condition or for resources that are not known')
  })

  it('is none where nothing allows', () => {
    const { deciding, reason } = evaluate({ ...role(allow('*')), session: policy(allow('rds:*')) }, { action })
    expect(deciding).toBeUndefined()
    expect(english(reason)).toBe('No session policy allows ecs:DescribeInstances.')
  })

  it('names the policy that could not be read', () => {
    expect(english(evaluate({ identity: [policy(allow('*')), { name: 'Secret', text: undefined }] }, { action }).reason)).toBe('The policy Secret could not be read and may decide about ecs:DescribeInstances.')
  })
})

describe('the practice cloud’s own judge, which shares no code with it,', () => {
  const patterns = fc.subarray(['*', 'ecs:*', 'ECS:Describe*', 'ecs:DescribeInstances', 'ecs:?escribe*', 'ram:*', '*:Describe*', 'vpc:DescribeVpcs'], { minLength: 1, maxLength: 3 })
  const resources = fc.subarray(['*', 'acs:ecs:*:*:*', 'acs:ecs:*:*:instance/*', 'acs:ecs:cn-hangzhou:1:instance/i-?', 'acs:vpc:*:*:*'], { minLength: 1, maxLength: 2 })
  const statement = fc.record({ Effect: fc.constantFrom('Allow', 'Allow', 'Deny'), which: fc.constantFrom('Action', 'Action', 'NotAction'), patterns, where: fc.constantFrom('Resource', 'Resource', 'NotResource'), resources })
  const policies = fc.array(fc.array(statement, { minLength: 1, maxLength: 3 }), { maxLength: 3 })
  const question = fc.record({ action: fc.constantFrom('ecs:DescribeInstances', 'ecs:StopInstance', 'vpc:DescribeVpcs', 'ram:GetRole'), resource: fc.constantFrom('acs:ecs:cn-hangzhou:1:instance/i-1', 'acs:ecs:cn-hangzhou:1:disk/d-1', 'acs:vpc:cn-hangzhou:1:vpc/v-1') })

  it('says the same of every policy without a condition', () => {
    fc.assert(
      fc.property(policies, question, (drawn, asked) => {
        const texts = drawn.map((list) => JSON.stringify({ Version: '1', Statement: list.map(({ Effect, which, where, ...one }) => ({ Effect, [which]: one.patterns, [where]: one.resources })) }))
        const effect = effectOf(texts.flatMap((text) => readPolicy(text) ?? []), asked)
        expect(evaluate({ identity: texts.map((text, index) => ({ name: `P${index}`, text })) }, asked).verdict).toBe(effect === 'Allow' ? 'allowed' : 'denied')
      }),
      { seed: 4, numRuns: 2000 },
    )
  })
})
