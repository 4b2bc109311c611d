/** The official SDKs page through everything the practice cloud lists, and find exactly the rows it says it has. */
import { DescribeClustersV1Request } from '@alicloud/cs20151215'
import { DescribeInstancesRequest, DescribeInstancesRequestTag, DescribeRegionsRequest } from '@alicloud/ecs20140526'
import { GetRoleRequest, ListUsersRequest } from '@alicloud/ram20150501'
import { DescribeDBInstancesRequest } from '@alicloud/rds20140815'
import { ListAccountsForParentRequest, ListAccountsRequest, ListFoldersForParentRequest } from '@alicloud/resourcemanager20200331'
import { ListTagResourcesRequest } from '@alicloud/tag20180828'
import { DescribeVpcsRequest } from '@alicloud/vpc20160428'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startPractice, type PracticeServer } from '../../main/practice/server'
import { truthRows, type TruthName } from '../../main/practice/truth'
import { assume, callFreely, clientsOf, type Clients, type Key } from './clients'

const sample = { seed: 1, scale: 60 }
const regionId = 'cn-shanghai'
let cloud: PracticeServer
let accountId: string
let key: Key
let member: Clients

beforeAll(async () => {
  cloud = await startPractice(sample)
  accountId = cloud.organisation.members[0]?.accountId ?? ''
  key = await assume(cloud, accountId)
  member = clientsOf(cloud, key)
})
afterAll(() => cloud.close())

interface Model {
  toMap(): unknown
}
interface SdkPage {
  rows: Model[] | undefined
  next?: string | undefined
  total?: number | undefined
}

/** Rows of all pages by number, as an SDK's user would loop. */
async function byNumber(fetch: (page: number) => Promise<SdkPage>): Promise<unknown[]> {
  const rows: unknown[] = []
  for (let page = 1; ; page += 1) {
    const { rows: got = [], total = 0 } = await fetch(page)
    rows.push(...got.map((row) => row.toMap()))
    if (rows.length >= total) return rows
    expect(got.length).toBeGreaterThan(0)
  }
}

async function byCursor(fetch: (cursor: string | undefined) => Promise<SdkPage>): Promise<unknown[]> {
  const rows: unknown[] = []
  let cursor: string | undefined
  do {
    const { rows: got = [], next } = await fetch(cursor)
    rows.push(...got.map((row) => row.toMap()))
    cursor = next
  } while (cursor)
  return rows
}

const truth = (name: TruthName, region = regionId): unknown[] => [...truthRows(sample, name, accountId, region)].map((text) => JSON.parse(text) as unknown)

describe('every row exactly once, in the shape of the SDK models', () => {
  it('of Ecs DescribeInstances by page number', async () => {
    const rows = await byNumber(async (pageNumber) => {
      const { body } = await member.ecs.describeInstances(new DescribeInstancesRequest({ regionId, pageNumber, pageSize: 7 }))
      return { rows: body?.instances?.instance, total: body?.totalCount }
    })
    expect(rows).toEqual(truth('Ecs/DescribeInstances'))
    expect(rows.length).toBeGreaterThan(14)
  })

  it('of Ecs DescribeInstances by cursor', async () => {
    const rows = await byCursor(async (nextToken) => {
      const { body } = await member.ecs.describeInstances(new DescribeInstancesRequest({ regionId, maxResults: 11, ...(nextToken === undefined ? {} : { nextToken }) }))
      return { rows: body?.instances?.instance, next: body?.nextToken }
    })
    expect(rows).toEqual(truth('Ecs/DescribeInstances'))
  })

  it('of Vpc DescribeVpcs', async () => {
    const rows = await byNumber(async (pageNumber) => {
      const { body } = await member.vpc.describeVpcs(new DescribeVpcsRequest({ regionId, pageNumber, pageSize: 9 }))
      return { rows: body?.vpcs?.vpc, total: body?.totalCount }
    })
    expect(rows).toEqual(truth('Vpc/DescribeVpcs'))
  })

  it('of Ram ListUsers by marker', async () => {
    const rows = await byCursor(async (marker) => {
      const { body } = await member.ram.listUsers(new ListUsersRequest({ maxItems: 13, ...(marker === undefined ? {} : { marker }) }))
      expect(body?.isTruncated).toBe(body?.marker !== undefined)
      return { rows: body?.users?.user, next: body?.marker }
    })
    expect(rows).toEqual(truth('Ram/ListUsers'))
  })

  it('of Rds DescribeDBInstances by page number and by cursor', async () => {
    const numbered = await byNumber(async (pageNumber) => {
      const { body } = await member.rds.describeDBInstances(new DescribeDBInstancesRequest({ regionId, pageNumber, pageSize: 30 }))
      return { rows: body?.items?.DBInstance, total: body?.totalRecordCount }
    })
    const scrolled = await byCursor(async (nextToken) => {
      const { body } = await member.rds.describeDBInstances(new DescribeDBInstancesRequest({ regionId, maxResults: 17, ...(nextToken === undefined ? {} : { nextToken }) }))
      return { rows: body?.items?.DBInstance, next: body?.nextToken }
    })
    expect(numbered).toEqual(truth('Rds/DescribeDBInstances'))
    expect(scrolled).toEqual(numbered)
  })

  it('of Tag ListTagResources', async () => {
    const rows = await byCursor(async (nextToken) => {
      const { body } = await member.tag.listTagResources(new ListTagResourcesRequest({ regionId, pageSize: 8, ...(nextToken === undefined ? {} : { nextToken }) }))
      return { rows: body?.tagResources, next: body?.nextToken }
    })
    expect(rows).toEqual(truth('Tag/ListTagResources'))
  })

  it('of CS DescribeClustersV1, which is ROA', async () => {
    const rows = await byNumber(async (pageNumber) => {
      const { body } = await member.cs.describeClustersV1(new DescribeClustersV1Request({ regionId, pageNumber, pageSize: 10 }))
      return { rows: body?.clusters, total: body?.pageInfo?.totalCount }
    })
    expect(rows).toEqual(truth('CS/DescribeClustersV1'))
  })

  it('of ResourceManager ListAccounts, for the management account', async () => {
    const { resourceManager } = clientsOf(cloud)
    const rows = await byNumber(async (pageNumber) => {
      const { body } = await resourceManager.listAccounts(new ListAccountsRequest({ pageNumber, pageSize: 5 }))
      return { rows: body?.accounts?.account, total: body?.totalCount }
    })
    expect(rows).toEqual(truth('ResourceManager/ListAccounts'))
    expect(rows).toHaveLength(12)
  })
})

describe('the directory', () => {
  it('names its management account, which no list of members holds', async () => {
    const { body } = await clientsOf(cloud).resourceManager.getResourceDirectory()
    const { management, directoryId, rootFolderId } = cloud.organisation
    expect(body?.resourceDirectory).toMatchObject({ masterAccountId: management.accountId, masterAccountName: management.displayName, resourceDirectoryId: directoryId, rootFolderId })
    expect(Date.parse(body?.resourceDirectory?.createTime ?? '')).toBeGreaterThan(0)
  })

  it('is a tree of folders that holds every member once', async () => {
    const { resourceManager } = clientsOf(cloud)
    const found: string[] = []
    const walk = async (parentFolderId?: string): Promise<void> => {
      const parent = { pageSize: 100, ...(parentFolderId === undefined ? {} : { parentFolderId }) }
      const accounts = await resourceManager.listAccountsForParent(new ListAccountsForParentRequest(parent))
      found.push(...(accounts.body?.accounts?.account ?? []).map((account) => account.accountId ?? ''))
      const folders = await resourceManager.listFoldersForParent(new ListFoldersForParentRequest(parent))
      for (const folder of folders.body?.folders?.folder ?? []) await walk(folder.folderId)
    }
    await walk()
    expect(found.sort()).toEqual(cloud.organisation.members.map((account) => account.accountId).sort())
  })

  it('has three regions', async () => {
    const { body } = await member.ecs.describeRegions(new DescribeRegionsRequest({}))
    expect(body?.regions?.region?.map((region) => region.regionId)).toEqual(['cn-hangzhou', 'cn-shanghai', 'ap-southeast-1'])
  })

  it('shows the trust of the role a session came from', async () => {
    const { body } = await member.ram.getRole(new GetRoleRequest({ roleName: cloud.role }))
    expect(body?.role?.assumeRolePolicyDocument).toContain(`acs:ram::${cloud.accountId}:root`)
    expect(body?.role?.maxSessionDuration).toBe(43_200)
  })
})

describe('filters of DescribeInstances', () => {
  it.each([
    ['status', { status: 'Stopped' }, (row: { Status: string }) => row.Status === 'Stopped'],
    ['name with wildcards', { instanceName: 'shop-*-00*' }, (row: { InstanceName: string }) => /^shop-.*-00/.test(row.InstanceName)],
    [
      'tag',
      { tag: [new DescribeInstancesRequestTag({ key: 'env', value: 'prod' })] },
      (row: { Tags: { Tag: { TagKey: string; TagValue: string }[] } }) => row.Tags.Tag.some(({ TagKey, TagValue }) => TagKey === 'env' && TagValue === 'prod'),
    ],
  ])('by %s give the matching rows and their number', async (_name, filter, matches) => {
    const { body } = await member.ecs.describeInstances(new DescribeInstancesRequest({ regionId, pageSize: 100, ...filter }))
    const expected = (truth('Ecs/DescribeInstances') as Parameters<typeof matches>[0][]).filter((row) => matches(row as never))
    expect(body?.instances?.instance?.map((row) => row.toMap() as unknown)).toEqual(expected)
    expect(body?.totalCount).toBe(expected.length)
    expect(expected.length).toBeGreaterThan(0)
  })
})

describe('operations without an installed SDK, through the generic client', () => {
  it('Actiontrail LookupEvents ends without a cursor', async () => {
    // Shanghai of this member has fewer rows than a page may have.
    const region = 'cn-hangzhou'
    const texts: string[] = []
    let cursor: string | undefined
    do {
      const body = await callFreely(cloud, key, { action: 'LookupEvents', version: '2020-07-06', query: { RegionId: region, MaxResults: '50', ...(cursor === undefined ? {} : { NextToken: cursor }) } })
      texts.push(body)
      cursor = (JSON.parse(body) as { NextToken?: string }).NextToken
    } while (cursor !== undefined)
    const rows = texts.flatMap((text) => (JSON.parse(text) as { Events: unknown[] }).Events)
    expect(rows).toEqual(truth('Actiontrail/LookupEvents', region))
    expect(texts.length).toBeGreaterThan(1)
  })

  it('Sas DescribeCloudCenterInstances pages both ways inside PageInfo', async () => {
    const call = async (query: Record<string, string>) =>
      JSON.parse(await callFreely(cloud, key, { action: 'DescribeCloudCenterInstances', version: '2018-12-03', query: { RegionId: regionId, PageSize: '20', ...query } })) as {
        Instances: unknown[]
        PageInfo: { TotalCount: number; NextToken: string }
      }
    const numbered = [await call({ CurrentPage: '1' }), await call({ CurrentPage: '2' })]
    const first = await call({ UseNextToken: 'true' })
    const scrolled = [first, await call({ UseNextToken: 'true', NextToken: first.PageInfo.NextToken })]
    expect(numbered.flatMap((page) => page.Instances)).toEqual(truth('Sas/DescribeCloudCenterInstances'))
    expect(scrolled.flatMap((page) => page.Instances)).toEqual(truth('Sas/DescribeCloudCenterInstances'))
    expect(numbered[0]?.PageInfo.TotalCount).toBe(truth('Sas/DescribeCloudCenterInstances').length)
  })

  it('keeps every digit in the text of a page', async () => {
    const body = await callFreely(cloud, key, { action: 'DescribeInstances', version: '2014-05-26', query: { RegionId: regionId, PageSize: '100' } })
    for (const text of truthRows(sample, 'Ecs/DescribeInstances', accountId, regionId)) expect(body).toContain(text)
    for (const number of ['9007199254740993', '18446744073709551615', '0.10']) expect(body).toContain(`:${number},`)
  })
})
