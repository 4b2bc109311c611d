/** Search over the real catalogue: what people type, and what must come first. */
import { beforeAll, describe, expect, it } from 'vitest'
import type { Catalog } from '../../../main/catalog/catalog'
import { createCatalog } from '../../../main/catalog/create'
import type { OperationSummary } from '../../../shared/catalog'
import { folder, makingTime, openCatalogue } from './embeddedCatalogue'

let catalog: Catalog
beforeAll(async () => {
  catalog = await openCatalogue()
}, makingTime)

const find = async (text: string, limit = 10): Promise<string[]> => (await catalog.search(text, limit)).map(({ product, name }) => `${product}.${name}`)

describe('search', () => {
  it.each([
    ['describe inst', 'Ecs.DescribeInstances'],
    ['descrbe instances', 'Ecs.DescribeInstances'],
    ['DescribeInstances', 'Ecs.DescribeInstances'],
    ['describeinstances', 'Ecs.DescribeInstances'],
    ['ecs run inst', 'Ecs.RunInstances'],
    ['listaccounts', 'ResourceManager.ListAccounts'],
    ['list users', 'Ram.ListUsers'],
    ['assume role', 'Sts.AssumeRole'],
    ['lookup events', 'Actiontrail.LookupEvents'],
    ['Ecs/2014-05-26/RunInstances', 'Ecs.RunInstances'],
    ['查询实例', 'Ecs.DescribeInstances'],
    ['操作事件', 'Actiontrail.LookupEvents'],
    ['云服务器 安全组', 'Ecs.DescribeSecurityGroups'],
  ])('puts the answer to %j first', async (text, first) => {
    expect((await find(text))[0]).toBe(first)
  })

  it('finds operations by product and part of a name', async () => {
    expect(await find('ecs inst')).toContain('Ecs.DescribeInstances')
    expect((await find('security center assets')).slice(0, 3)).toContain('Sas.DescribeCloudCenterInstances')
  })

  it('puts deprecated operations behind their like', async () => {
    const found = await catalog.search('describe vpcs', 20)
    expect(found[0]).toMatchObject({ product: 'Vpc', name: 'DescribeVpcs' })
    expect(found.findIndex(({ product, deprecated }) => product === 'Ecs' && deprecated)).toBeGreaterThan(0)
  })

  it('puts what the operator calls before its like, whatever the letter case it was counted in', async () => {
    const uses = new Map<string, number>()
    const counting = createCatalog({ folder, uses: () => uses })
    const first = async (): Promise<string | undefined> => (await counting.search('list', 1)).map(({ product, name }) => `${product}.${name}`)[0]
    expect(await first()).not.toBe('Ram.ListUsersForGroup')
    uses.set('ram/2015-05-01/LISTUSERSFORGROUP', 40)
    expect(await first()).toBe('Ram.ListUsersForGroup')
    expect((await counting.search('DescribeInstances', 1))[0]?.name).toBe('DescribeInstances')
  })

  it('finds run-together and swapped letters, and Chinese by what of it is there', async () => {
    expect((await find('describeinst'))[0]).toBe('Ecs.DescribeInstances')
    expect(await find('lsit users')).toContain('Ram.ListUsers')
    expect((await find('查询一下实例')).length).toBeGreaterThan(0)
  })

  it('takes in new metadata behind the operator, and answers meanwhile with what it has', async () => {
    const operations: OperationSummary[] = []
    let tell = (): void => undefined
    const live = {
      products: async () => [],
      summaries: async () => operations,
      operation: async () => undefined,
      endpoints: async () => undefined,
      onChange: (listener: () => void) => {
        tell = listener
        return () => undefined
      },
    }
    const growing = createCatalog({ folder, live })
    await growing.warm?.()
    operations.push({ product: 'Horn', version: '2020-01-01', name: 'BlowTrumpet', kind: 'unknown' })
    tell()
    await growing.search('trumpet', 1)
    await expect.poll(async () => (await growing.search('trumpet', 1))[0]?.name).toBe('BlowTrumpet')
  })

  it('answers with at most as many as asked for, and nothing to nothing', async () => {
    expect(await find('describe', 7)).toHaveLength(7)
    expect(await find('   ')).toEqual([])
    expect(await find('zzqqxx')).toEqual([])
    expect(await find('(((.*+?^${}|[]\\')).toEqual([])
  })
})
