import { describe, expect, it } from 'vitest'
import { parseExact } from '../../../main/result/exactJson'
import { findRows, type RowHints } from '../../../main/result/rows'

function rowsOf(body: unknown, hints: Partial<RowHints> = {}): { path: string | undefined; rows: unknown[] } {
  const text = JSON.stringify(body)
  const { visit, path } = findRows(text, parseExact(text), { operation: 'DescribeThings', ...hints })
  const rows = visit<unknown>((json, start, found) => {
    const end = json.endOfValue(start)
    found.push(JSON.parse(json.text.slice(start, end)))
    return end
  })
  return { path, rows }
}

const a = { Id: 'a' }
const b = { Id: 'b' }

describe('finding the rows of an answer', () => {
  it.each<[name: string, operation: string, body: unknown, path: string, rows: unknown[]]>([
    ['the wrapper of RPC products', 'DescribeInstances', { RequestId: 'r', TotalCount: 2, PageSize: 10, Instances: { Instance: [a, b] } }, '.Instances.Instance', [a, b]],
    ['an empty list with a total', 'DescribeInstances', { RequestId: 'r', TotalCount: 0, Instances: { Instance: [] } }, '.Instances.Instance', []],
    ['a list beside nested paging', 'DescribeCloudCenterInstances', { Success: true, RequestId: 'r', PageInfo: { TotalCount: 2, Count: 2 }, Instances: [a, b] }, '.Instances', [a, b]],
    ['a ROA list', 'DescribeClustersV1', { clusters: [a], page_info: { total_count: 1 } }, '.clusters', [a]],
    ['rows below Data', 'QueryInstanceBill', { Code: 'Success', Data: { TotalCount: 2, BillingCycle: 'x', Items: { Item: [a, b] } } }, '.Data.Items.Item', [a, b]],
    ['rows, not the tags and columns beside them', 'DescribeAlarms', { Columns: [{ n: 1 }, { n: 2 }], Tags: [{ t: 1 }], Alarms: [a], Total: 1 }, '.Alarms', [a]],
    ['tags, when tags were asked for', 'ListTagResources', { NextToken: '', TagResources: { TagResource: [a] } }, '.TagResources.TagResource', [a]],
    ['a list of scalars that an operation made', 'RunInstances', { RequestId: 'r', InstanceIdSets: { InstanceIdSet: ['i-1', 'i-2'] } }, '.InstanceIdSets.InstanceIdSet', ['i-1', 'i-2']],
    ['a list at the root', 'DescribeClusters', [a, b], '$', [a, b]],
    ['a list written as JSON text', 'DescribeMetricList', { Code: '200', Success: true, RequestId: 'r', Period: '60', Datapoints: JSON.stringify([a, b]) }, '.Datapoints', [a, b]],
  ])('%s', (_name, operation, body, path, rows) => {
    expect(rowsOf(body, { operation })).toEqual({ path, rows })
  })

  it.each<[name: string, operation: string, body: unknown]>([
    ['an identity', 'GetCallerIdentity', { AccountId: '1', Arn: 'acs:…', RequestId: 'r' }],
    ['an object whose lists are its details', 'DescribeInstanceAttribute', { InstanceId: 'i', InstanceName: 'n', ZoneId: 'z', Memory: 1, Cpu: 2, ImageName: 'x', SecurityGroupIds: { SecurityGroupId: ['sg'] }, RequestId: 'r' }],
    ['one role', 'GetRole', { Role: { RoleName: 'n', Arn: 'x', Description: 'd', Tags: { Tag: [{ Key: 'k' }] } }, RequestId: 'r' }],
  ])('the answer itself is the one row: %s', (_name, operation, body) => {
    expect(rowsOf(body, { operation })).toEqual({ path: undefined, rows: [body] })
  })

  it('an answer that only carries a requestId or a total of zero has no row', () => {
    expect(rowsOf({ RequestId: 'r' }, { operation: 'StopInstances' }).rows).toEqual([])
    expect(rowsOf({ RequestId: 'r', TotalCount: 0, PageNumber: 1 }).rows).toEqual([])
  })

  it('a given path wins, also through its wrapper, and is empty where it leads nowhere', () => {
    const body = { Best: [a, b], Side: { Thing: [a] } }
    expect(rowsOf(body, { rowsPath: '.Side.Thing' })).toEqual({ path: '.Side.Thing', rows: [a] })
    expect(rowsOf(body, { rowsPath: 'Side' }).rows).toEqual([a])
    expect(rowsOf(body, { rowsPath: '.Nowhere' }).rows).toEqual([])
    expect(rowsOf({ Groups: [{ Items: [a] }, { Items: [b] }] }, { rowsPath: '.Groups[*].Items' }).rows).toEqual([a, b])
  })

  it('a page without its list is an empty page once the list is known', () => {
    expect(rowsOf({ RequestId: 'r', Instances: {}, Name: 'x' }, { knownPath: '.Instances.Instance' }).rows).toEqual([])
    expect(rowsOf({ Instances: { Instance: [] }, Others: [a, b] }, { knownPath: '.Instances.Instance' }).rows).toEqual([])
  })
})
