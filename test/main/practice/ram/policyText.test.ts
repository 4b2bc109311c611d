import { describe, expect, it } from 'vitest'
import { effectOf, readPolicy, readTrust } from '../../../../main/practice/ram/policyText'

const statement = (more: object): object => ({ Effect: 'Allow', Action: '*', Resource: '*', ...more })
const policy = (...statements: object[]): string => JSON.stringify({ Version: '1', Statement: statements })
const instance = 'acs:ecs:cn-hangzhou:1234567890123456:instance/i-1'

describe('what a policy says of ecs:DescribeInstances', () => {
  it.each<[says: string | undefined, of: string, statements: object[]]>([
    ['Allow', 'everything', [statement({})]],
    ['Allow', 'the action by name', [statement({ Action: 'ecs:DescribeInstances' })]],
    ['Allow', 'the action in other letters', [statement({ Action: ['ECS:describeinstances'] })]],
    ['Allow', 'a star at the end', [statement({ Action: ['vpc:*', 'ecs:Describe*'] })]],
    ['Allow', 'a star for the product', [statement({ Action: '*:Describe*' })]],
    ['Allow', 'a question mark', [statement({ Action: 'ecs:DescribeInstance?' })]],
    [undefined, 'a question mark too many', [statement({ Action: 'ecs:DescribeInstances?' })]],
    [undefined, 'a dot that is no wildcard', [statement({ Action: 'ecs.DescribeInstances' })]],
    [undefined, 'another action', [statement({ Action: 'ecs:StopInstances' })]],
    ['Deny', 'Deny after Allow', [statement({}), statement({ Effect: 'Deny', Action: 'ecs:*' })]],
    ['Deny', 'Deny before Allow', [statement({ Effect: 'Deny' }), statement({})]],
    ['Allow', 'Deny of something else', [statement({}), statement({ Effect: 'Deny', Action: 'ram:*' })]],
    ['Allow', 'NotAction that names others', [statement({ Action: undefined, NotAction: ['ram:*', 'ims:*'] })]],
    [undefined, 'NotAction that names it', [statement({ Action: undefined, NotAction: 'ecs:*' })]],
    ['Deny', 'Deny with NotAction', [statement({}), statement({ Effect: 'Deny', Action: undefined, NotAction: 'ram:*' })]],
    ['Allow', 'its resource', [statement({ Resource: 'acs:ecs:*:*:instance/*' })]],
    [undefined, 'another resource', [statement({ Resource: 'acs:ecs:*:*:disk/*' })]],
    [undefined, 'NotResource that names it', [statement({ Resource: undefined, NotResource: 'acs:ecs:*' })]],
    ['Allow', 'a condition, not looked at', [statement({ Condition: { Bool: { 'acs:MFAPresent': 'true' } } })]],
  ])('is %s by %s', (says, _of, statements) => {
    expect(effectOf(readPolicy(policy(...statements)) ?? [], { action: 'ecs:DescribeInstances', resource: instance })).toBe(says)
  })
})

describe('a text that is no policy', () => {
  it.each<[wrong: string, text: string]>([
    ['no JSON', 'allow all'],
    ['a list', '[]'],
    ['no statement', policy()],
    ['another version', JSON.stringify({ Version: '2012-10-17', Statement: [statement({})] })],
    ['an unknown effect', policy(statement({ Effect: 'allow' }))],
    ['no action', policy(statement({ Action: undefined }))],
    ['an empty action', policy(statement({ Action: '' }))],
    ['Action and NotAction', policy(statement({ NotAction: 'ecs:*' }))],
    ['no resource', policy(statement({ Resource: undefined }))],
    ['a principal', policy(statement({ Principal: { RAM: '*' } }))],
    ['one wrong statement of two', policy(statement({}), {})],
  ])('has no statements: %s', (_wrong, text) => {
    expect(readPolicy(text)).toBeUndefined()
  })

  it('is read as a trust policy only where it names principals and no resource', () => {
    const trust = (more: object): string => policy({ Effect: 'Allow', Action: 'sts:AssumeRole', ...more })
    expect(readTrust(trust({ Principal: { RAM: 'acs:ram::1234567890123456:root', Service: ['ecs.aliyuncs.com'] } }))).toMatchObject([{ principals: { RAM: ['acs:ram::1234567890123456:root'], Service: ['ecs.aliyuncs.com'] } }])
    expect(readTrust(trust({}))).toBeUndefined()
    expect(readTrust(trust({ Principal: { RAM: [] } }))).toBeUndefined()
    expect(readTrust(trust({ Principal: { AWS: '*' } }))).toBeUndefined()
    expect(readTrust(trust({ Principal: { RAM: '*' }, Resource: '*' }))).toBeUndefined()
  })
})
