/** Search over the real catalogue: what people type, and what must come first. */
import { beforeAll, describe, expect, it } from 'vitest'
import type { Catalog } from '../../../main/catalog/catalog'
import { makingTime, openCatalogue } from './embeddedCatalogue'

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

  it('answers with at most as many as asked for, and nothing to nothing', async () => {
    expect(await find('describe', 7)).toHaveLength(7)
    expect(await find('   ')).toEqual([])
    expect(await find('zzqqxx')).toEqual([])
    expect(await find('(((.*+?^${}|[]\\')).toEqual([])
  })
})
