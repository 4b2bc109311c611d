import { describe, expect, it } from 'vitest'
import { callOfLine, readSpec, shellWords } from '../../../main/call/commandLine'
import { createCatalog } from '../../../main/catalog/create'
import { findCatalogue } from '../../../main/compose'

const catalog = createCatalog({ folder: findCatalogue(import.meta.dirname) })
const read = async (line: string): Promise<unknown> => readSpec(await callOfLine(line, { catalog, profile: 'ops' }))

describe('the words of a shell line', () => {
  it.each([
    ['aliyun ecs X --A b', ['aliyun', 'ecs', 'X', '--A', 'b']],
    [`a 'b c' "d \\"e\\"" f\\ g ''`, ['a', 'b c', 'd "e"', 'f g', '']],
    ['a \\\n  b', ['a', 'b']],
    ['$ aliyun x', ['aliyun', 'x']],
    [`a 'it'\\''s'`, ['a', "it's"]],
    [`--filter '{"a":[1]}'`, ['--filter', '{"a":[1]}']],
  ])('%j are %j', (line, words) => {
    expect(shellWords(line)).toEqual(words)
  })

  it.each(["a 'b", 'a "b', 'a | b', 'a ; b', 'a > b', 'a `b`', 'a $(b)'])('%j is refused', (line) => {
    expect(() => shellWords(line)).toThrow(expect.objectContaining({ kind: 'input', about: { field: 'line' } }) as Error)
  })
})

describe('an aliyun command', () => {
  it('becomes a call: product and operation in their own spelling, the default version, lists from flat names', async () => {
    expect(await read(`aliyun ecs describeinstances --RegionId cn-shanghai --Tag.1.Key env --Tag.1.Value 'a b' --Tag.2.Key x --InstanceIds '["i-1"]' --PageSize=50 --profile other`)).toMatchObject({
      product: 'Ecs',
      version: '2014-05-26',
      operation: 'DescribeInstances',
      profile: 'ops',
      regions: ['cn-shanghai'],
      parameters: { RegionId: 'cn-shanghai', Tag: [{ Key: 'env', Value: 'a b' }, { Key: 'x' }], InstanceIds: '["i-1"]', PageSize: '50' },
    })
  })

  it('takes version, endpoint, region and role; long digits stay as they are', async () => {
    expect(await read('aliyun ecs DescribeDisks --version 2014-05-26 --endpoint ecs.cn-beijing.aliyuncs.com --region cn-beijing --ram-role-arn acs:ram::1203456789012345:role/ops --OwnerId 18446744073709551615 --force')).toMatchObject({
      endpoint: 'ecs.cn-beijing.aliyuncs.com',
      regions: ['cn-beijing'],
      role: 'acs:ram::${account.id}:role/ops',
      parameters: { OwnerId: '18446744073709551615' },
    })
  })

  it('finds the operation of a path, with what stands in its places, its query and its body', async () => {
    expect(await read(`aliyun cs GET /clusters/c123/nodes?pageSize=10`)).toMatchObject({ product: 'CS', operation: 'DescribeClusterNodes', parameters: { ClusterId: 'c123', pageSize: '10' } })
    expect(await read(`aliyun cs POST /clusters --body '{"name":"x","num_of_nodes":3}'`)).toMatchObject({ operation: 'CreateCluster', parameters: { name: 'x', num_of_nodes: 3 } })
  })

  it.each([
    ['ls -l', 'This is no aliyun command'],
    ['aliyun ecs', 'operation is missing'],
    ['aliyun nosuch DoIt', 'not in the catalogue'],
    ['aliyun ecs DescribeInstances cn-hangzhou', '"cn-hangzhou" stands without a flag'],
    ['aliyun ecs DescribeInstances --RegionId', '--RegionId has no value'],
    ['aliyun ecs DescribeInstances --access-key-secret abc', '--access-key-secret carries a secret'],
    ['aliyun cs GET /no/such/path', 'No operation of CS'],
    ["aliyun cs POST /clusters --body 'x'", '--body holds no JSON'],
    ['aliyun ecs DescribeInstances --region nowhere!', 'regions'],
  ])('%s is refused: %s', async (line, said) => {
    await expect(read(line)).rejects.toMatchObject({ kind: 'input', about: { field: 'line' }, message: expect.stringContaining(said) as string })
  })
})
