/** Guessed actions and system policies, by what Alibaba Cloud's help says of the products. */
import { describe, expect, it } from 'vitest'
import { guessedAction, systemPolicyOf } from '../../../../main/catalog/overlay/permissions'

describe('a guessed action', () => {
  it.each([
    ['Ecs', 'DescribeInstances', 'ecs:DescribeInstances'],
    ['Sas', 'DescribeCloudCenterInstances', 'yundun-sas:DescribeCloudCenterInstances'],
    ['Sls', 'GetLogs', 'log:GetLogs'],
    ['BssOpenApi', 'QueryInstanceBill', 'bssapi:QueryInstanceBill'],
    ['ResourceManager', 'ListAccounts', 'resourcemanager:ListAccounts'],
    ['ResourceManager', 'ListResourceGroups', 'ram:ListResourceGroups'],
    ['Unicorn', 'ListHorns', 'unicorn:ListHorns'],
  ])('of %s %s is %s', (product, operation, action) => {
    expect(guessedAction(product, operation)).toBe(action)
  })
})

describe('a system policy', () => {
  it.each([
    ['Ecs', 'read', 'AliyunECSReadOnlyAccess'],
    ['ECS', 'write', 'AliyunECSFullAccess'],
    ['Cms', 'read', 'AliyunCloudMonitorReadOnlyAccess'],
    ['R-kvstore', 'unknown', 'AliyunKvstoreFullAccess'],
    ['ResourceManager', 'read', 'AliyunResourceDirectoryReadOnlyAccess'],
    ['Sts', 'read', 'AliyunSTSAssumeRoleAccess'],
    ['Unicorn', 'read', undefined],
  ] as const)('of %s to %s is %s', (product, kind, policy) => {
    expect(systemPolicyOf(product, kind)).toBe(policy)
  })
})
