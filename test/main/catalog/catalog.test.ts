/** The resolver over the real embedded catalogue and the overlay. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliDecompressSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Catalog } from '../../../main/catalog/catalog'
import { createCatalog } from '../../../main/catalog/create'
import { indexName, type StoredIndex } from '../../../main/catalog/format'
import type { Operation } from '../../../shared/catalog'
import { folder, formOf, makingTime, openCatalogue, planOf } from './embeddedCatalogue'

let catalog: Catalog
beforeAll(async () => {
  catalog = await openCatalogue()
}, makingTime)

const operation = async (product: string, version: string, name: string): Promise<Operation> => {
  const found = await catalog.operation(product, version, name)
  if (!found) throw new Error(`${product} ${name} is not in the catalogue`)
  return found
}
const recommended = async (product: string, version: string): Promise<string | undefined> =>
  (await catalog.endpoints({ product, version, regionId: 'cn-hangzhou' })).find(({ isRecommended }) => isRecommended)?.host

interface Expected {
  product: string
  version: string
  name: string
  kind: Operation['kind']
  form: string[]
  paging: ReturnType<typeof planOf>
  endpoint: string
}
const none = { offers: 'none' as const }
const pages = { pageField: 'PageNumber', firstPage: 1 as const, pageSizeField: 'PageSize' }
const totalCount = { totalCountPath: '.TotalCount' }

const expectations: Expected[] = [
  {
    product: 'Sts', version: '2015-04-01', name: 'AssumeRole', kind: 'read', endpoint: 'sts.cn-hangzhou.aliyuncs.com', paging: none,
    form: ['DurationSeconds:number', 'ExternalId:string', 'Policy:string', 'RoleArn!:string', 'RoleSessionName!:string', 'SourceIdentity:string'],
  },
  { product: 'Sts', version: '2015-04-01', name: 'GetCallerIdentity', kind: 'read', endpoint: 'sts.cn-hangzhou.aliyuncs.com', paging: none, form: [] },
  {
    product: 'ResourceManager', version: '2020-03-31', name: 'ListAccounts', kind: 'read', endpoint: 'resourcemanager.aliyuncs.com',
    form: ['IncludeTags:boolean', 'PageNumber:number', 'PageSize:number', 'Tag:array/flat'],
    paging: { offers: 'page', ...pages, pageSizeMax: 100, ...totalCount, rowsPath: '.Accounts.Account' },
  },
  {
    product: 'ResourceManager', version: '2020-03-31', name: 'ListAccountsForParent', kind: 'read', endpoint: 'resourcemanager.aliyuncs.com',
    form: ['IncludeTags:boolean', 'PageNumber:number', 'PageSize:number', 'ParentFolderId:string', 'QueryKeyword:string', 'Tag:array/flat'],
    paging: { offers: 'page', ...pages, pageSizeMax: 100, ...totalCount, rowsPath: '.Accounts.Account' },
  },
  {
    product: 'ResourceManager', version: '2020-03-31', name: 'ListFoldersForParent', kind: 'read', endpoint: 'resourcemanager.aliyuncs.com',
    form: ['PageNumber:number', 'PageSize:number', 'ParentFolderId:string', 'QueryKeyword:string'],
    paging: { offers: 'page', ...pages, pageSizeMax: 100, ...totalCount, rowsPath: '.Folders.Folder' },
  },
  {
    product: 'Ecs', version: '2014-05-26', name: 'DescribeRegions', kind: 'read', endpoint: 'ecs-cn-hangzhou.aliyuncs.com',
    form: ['AcceptLanguage:string', 'InstanceChargeType:string', 'ResourceType:string'],
    paging: { offers: 'none', rowsPath: '.Regions.Region' },
  },
  {
    product: 'Ecs', version: '2014-05-26', name: 'StopInstances', kind: 'write', endpoint: 'ecs-cn-hangzhou.aliyuncs.com', paging: none,
    form: ['BatchOptimization:string', 'DryRun:boolean', 'ForceStop:boolean', 'InstanceId!:array/flat', 'RegionId!:string', 'StoppedMode:string'],
  },
  {
    product: 'Vpc', version: '2016-04-28', name: 'DescribeVpcs', kind: 'read', endpoint: 'vpc.aliyuncs.com',
    form: ['DhcpOptionsSetId:string', 'DryRun:boolean', 'EnableIpv6:boolean', 'IsDefault:boolean', 'PageNumber:number', 'PageSize:number', 'RegionId!:string', 'ResourceGroupId:string', 'Tag:array/flat', 'VpcId:string', 'VpcName:string', 'VpcOwnerId:number'],
    paging: { offers: 'page', ...pages, pageSizeMax: 50, ...totalCount, rowsPath: '.Vpcs.Vpc' },
  },
  {
    product: 'Ram', version: '2015-05-01', name: 'ListUsers', kind: 'read', endpoint: 'ram.aliyuncs.com', form: ['Marker:string', 'MaxItems:number'],
    paging: { offers: 'cursor', pageSizeField: 'MaxItems', pageSizeMax: 1000, cursorField: 'Marker', cursorPath: '.Marker', cursorSizeField: 'MaxItems', cursorSizeMax: 1000, rowsPath: '.Users.User' },
  },
  { product: 'Ram', version: '2015-05-01', name: 'GetRole', kind: 'read', endpoint: 'ram.aliyuncs.com', paging: none, form: ['RoleName!:string'] },
  {
    product: 'Tag', version: '2018-08-28', name: 'ListTagResources', kind: 'read', endpoint: 'tag.cn-hangzhou.aliyuncs.com',
    form: ['Category:string', 'NextToken:string', 'PageSize:number', 'RegionId!:string', 'ResourceARN:array/flat', 'Tags:string'],
    paging: { offers: 'cursor', pageSizeField: 'PageSize', pageSizeMax: 1000, cursorField: 'NextToken', cursorPath: '.NextToken', cursorSizeField: 'PageSize', cursorSizeMax: 1000, rowsPath: '.TagResources' },
  },
  {
    product: 'Actiontrail', version: '2020-07-06', name: 'LookupEvents', kind: 'read', endpoint: 'actiontrail.cn-hangzhou.aliyuncs.com',
    form: ['StartTime:string', 'EndTime:string', 'Direction:string', 'LookupAttribute:array/flat', 'MaxResults:string', 'NextToken:string'],
    paging: { offers: 'cursor', pageSizeField: 'MaxResults', pageSizeMax: 50, cursorField: 'NextToken', cursorPath: '.NextToken', cursorSizeField: 'MaxResults', cursorSizeMax: 50, rowsPath: '.Events' },
  },
  {
    product: 'Sas', version: '2018-12-03', name: 'DescribeCloudCenterInstances', kind: 'read', endpoint: 'tds.cn-shanghai.aliyuncs.com',
    form: [
      'Criteria:string', 'LogicalExp:string', 'MachineTypes:string', 'Importance:integer', 'Flags:string', 'NoGroupTrace:boolean', 'CurrentPage:integer', 'PageSize:integer',
      'UseNextToken:boolean', 'NextToken:string', 'Lang:string', 'ResourceDirectoryAccountId:long', 'RegionId:string',
    ],
    paging: {
      offers: 'both', pageField: 'CurrentPage', firstPage: 1, pageSizeField: 'PageSize', cursorField: 'NextToken', cursorPath: '.PageInfo.NextToken', cursorSizeField: 'PageSize',
      totalCountPath: '.PageInfo.TotalCount', rowsPath: '.Instances', extra: { UseNextToken: 'true' },
    },
  },
  {
    product: 'CS', version: '2015-12-15', name: 'DescribeClustersV1', kind: 'read', endpoint: 'cs.cn-hangzhou.aliyuncs.com',
    form: ['cluster_id:string', 'cluster_spec:string', 'cluster_type:string', 'name:string', 'page_number:number', 'page_size:number', 'profile:string', 'region_id:string'],
    paging: { offers: 'page', pageField: 'page_number', firstPage: 1, pageSizeField: 'page_size', totalCountPath: '.page_info.total_count', rowsPath: '.clusters' },
  },
]

describe('the operations of the main job', () => {
  it.each(expectations)('$product $name has its form, plan and endpoint', async ({ product, version, name, kind, form, paging, endpoint }) => {
    const found = await operation(product, version, name)
    expect(formOf(found)).toEqual(form)
    expect(planOf(found)).toEqual(paging)
    expect(found.kind).toBe(kind)
    expect(await recommended(product, version)).toBe(endpoint)
  })

  it('Ecs DescribeInstances offers page numbers and a cursor, each with its own size', async () => {
    const found = await operation('Ecs', '2014-05-26', 'DescribeInstances')
    expect(planOf(found)).toEqual({
      offers: 'both', ...pages, pageSizeMax: 100, cursorField: 'NextToken', cursorPath: '.NextToken', cursorSizeField: 'MaxResults', cursorSizeMax: 100, ...totalCount, rowsPath: '.Instances.Instance',
    })
    expect(formOf(found)).toEqual(expect.arrayContaining(['RegionId!:string', 'InstanceIds:string', 'Status:string', 'Tag:array/flat', 'DryRun:boolean', 'Filter:array/flat']))
    expect(found.parameters.find(({ name }) => name === 'Tag')?.items?.fields?.map(({ name }) => name).sort()).toEqual(['Key', 'Value'])
    expect(found.parameters.find(({ name }) => name === 'Status')?.values?.map(({ value }) => value)).toEqual(['Pending', 'Running', 'Starting', 'Stopping', 'Stopped'])
  })

  it('Rds DescribeDBInstances counts records and wraps its rows in Items', async () => {
    const found = await operation('Rds', '2014-08-15', 'DescribeDBInstances')
    expect(planOf(found)).toEqual({
      offers: 'both', ...pages, pageSizeMax: 100, cursorField: 'NextToken', cursorPath: '.NextToken', cursorSizeField: 'MaxResults', cursorSizeMax: 100, totalCountPath: '.TotalRecordCount', rowsPath: '.Items.DBInstance',
    })
    expect(formOf(found)).toContain('RegionId!:string')
    expect(await recommended('Rds', '2014-08-15')).toBe('rds.aliyuncs.com')
  })

  it('Ecs RunInstances is a write with nested lists and objects written flat', async () => {
    const found = await operation('Ecs', '2014-05-26', 'RunInstances')
    expect(found).toMatchObject({ kind: 'write', style: 'RPC', method: 'POST', path: '/', paging: { offers: 'none' } })
    expect(found.parameters.length).toBeGreaterThanOrEqual(75)
    expect(formOf(found)).toEqual(expect.arrayContaining(['DataDisk:array/flat', 'NetworkInterface:array/flat', 'SystemDisk:object/flat', 'CpuOptions:object/flat', 'Amount:number']))
    expect(found.parameters.find(({ name }) => name === 'Amount')).toMatchObject({ minimum: '1', maximum: '100' })
  })

  it('CS CreateCluster has a JSON body of nested fields', async () => {
    const found = await operation('CS', '2015-12-15', 'CreateCluster')
    expect(found).toMatchObject({ style: 'ROA', method: 'POST', path: '/clusters', requestBody: 'json', kind: 'write' })
    const body = found.parameters.filter(({ position }) => position === 'body')
    expect(body.length).toBeGreaterThanOrEqual(90)
    expect(body.find(({ name }) => name === 'addons')).toMatchObject({ type: 'array', serialisation: 'nested' })
  })

  it('CS DescribeEventsForRegion puts the region into its path', async () => {
    const found = await operation('CS', '2015-12-15', 'DescribeEventsForRegion')
    expect(found).toMatchObject({ path: '/regions/{regionId}/events', method: 'GET', requestBody: 'none' })
    expect(formOf(found)).toContain('regionId!:string@path')
  })

  it('Alb AddServersToServerGroup writes its list flat into a form body', async () => {
    const found = await operation('Alb', '2020-06-16', 'AddServersToServerGroup')
    expect(found.requestBody).toBe('form')
    expect(formOf(found)).toEqual(['ClientToken:string', 'DryRun:boolean', 'ServerGroupId!:string', 'Servers!:array@formData/flat'])
  })

  it('the project of a log service operation is part of the host', async () => {
    const found = await operation('Sls', '2020-12-30', 'GetLogs')
    expect(formOf(found)).toEqual(expect.arrayContaining(['project!:string@host', 'logstore!:string@path', 'from!:number']))
  })

  it('a path of the log service keeps the query that belongs to it', async () => {
    expect((await operation('Sls', '2020-12-30', 'GetCursor')).path).toBe('/logstores/{logstore}/shards/{shardId}?type=cursor')
  })

  it('File Storage and Function Compute are spelt as the service spells them, with their hosts', async () => {
    expect(await operation('nas', '2017-06-26', 'DescribeFileSystems')).toMatchObject({ product: 'NAS', style: 'RPC', paging: { offers: 'page', rowsPath: '.FileSystems.FileSystem' } })
    expect(await operation('fc', '2023-03-30', 'ListFunctions')).toMatchObject({ product: 'FC', style: 'ROA', path: '/2023-03-30/functions', paging: { offers: 'cursor', rowsPath: '.functions', cursorPath: '.nextToken' } })
    expect(await recommended('NAS', '2017-06-26')).toBe('nas.cn-hangzhou.aliyuncs.com')
    expect(await recommended('FC', '2023-03-30')).toBe('fcv3.cn-hangzhou.aliyuncs.com')
    expect((await catalog.endpoints({ product: 'FC', version: '2023-03-30', regionId: 'me-central-1' }))[0]).toMatchObject({ host: 'me-central-1.fc.aliyuncs.com', isGuess: false })
  })

  it('the IDaaS exchange is unsigned, with the token in a header', async () => {
    const found = await operation('Eiam-developerapi', '2022-02-25', 'ObtainCloudAccountRoleAccessCredential')
    expect(found).toMatchObject({ auth: 'Bearer', style: 'ROA', kind: 'read' })
    expect(formOf(found)).toEqual(['instanceId!:string@path', 'Authorization!:string@header', 'cloudAccountRoleExternalId!:string', 'durationSeconds:integer'])
  })
})

describe('the catalogue', () => {
  it('holds at least 2,700 operations of 20 products, each product with a name in both languages', async () => {
    const products = await catalog.products()
    expect(products.length).toBeGreaterThanOrEqual(20)
    expect(products.filter(({ names }) => names.en === undefined || names.zh === undefined)).toEqual([])
    const counts = await Promise.all(products.map(async ({ code, defaultVersion }) => (await catalog.operations(code, defaultVersion)).length))
    expect(counts.every((count) => count > 0)).toBe(true)
    expect(counts.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(2_700)
  })

  it('finds an operation in any letter case and spells it as the wire does', async () => {
    const found = await catalog.operation('ECS', '2014-05-26', 'describeinstances')
    expect(found).toMatchObject({ product: 'Ecs', name: 'DescribeInstances', docUrl: 'https://api.aliyun.com/document/Ecs/2014-05-26/DescribeInstances' })
    expect((await catalog.operations('resourcemanager', '2020-03-31'))[0]).toMatchObject({ product: 'ResourceManager' })
  })

  it('knows nothing of a foreign operation, version or product, and still offers endpoints to call it', async () => {
    expect(await catalog.operation('Ecs', '2014-05-26', 'DescribeUnicorns')).toBeUndefined()
    expect(await catalog.operation('Ecs', '1999-01-01', 'DescribeInstances')).toBeUndefined()
    expect(await catalog.operation('Unicorn', '2020-01-01', 'ListHorns')).toBeUndefined()
    expect(await catalog.operations('Unicorn', '2020-01-01')).toEqual([])
    const endpoints = await catalog.endpoints({ product: 'Unicorn', version: '2020-01-01', regionId: 'cn-hangzhou' })
    expect(endpoints.map(({ host, isGuess, isRecommended }) => [host, isGuess, isRecommended])).toEqual([
      ['unicorn.cn-hangzhou.aliyuncs.com', true, true],
      ['unicorn.aliyuncs.com', true, false],
    ])
  })

  it('marks deprecated operations with what replaces them', async () => {
    const found = await operation('Ecs', '2014-05-26', 'ReleaseEipAddress')
    expect(found).toMatchObject({ deprecated: true, replacedBy: ['Vpc/2016-04-28/ReleaseEipAddress'] })
    expect((await catalog.operations('Ecs', '2014-05-26')).find(({ name }) => name === 'ReleaseEipAddress')?.deprecated).toBe(true)
  })

  it('lists published regions only, or all public ones with names', async () => {
    expect((await catalog.regions('Eiam-developerapi', '2022-02-25')).map(({ regionId }) => regionId)).toEqual(['cn-hangzhou', 'cn-hongkong', 'ap-northeast-2', 'ap-southeast-1', 'ap-southeast-5', 'eu-central-1'])
    const regions = await catalog.regions('Ecs', '2014-05-26')
    expect(regions[0]).toEqual({ regionId: 'cn-hangzhou', name: { en: 'China (Hangzhou)', zh: '华东1（杭州）' } })
    expect(regions.length).toBeGreaterThan(25)
  })

  it('says that the embedded catalogue is missing instead of being empty', async () => {
    const lost = createCatalog({ folder: join(tmpdir(), 'no-such-catalogue') })
    await expect(lost.products()).rejects.toMatchObject({ kind: 'storage', about: { code: 'ENOENT' } })
    await expect(lost.operation('Ecs', '2014-05-26', 'DescribeInstances')).rejects.toMatchObject({ kind: 'storage' })
  })

  it('refuses a broken product file and reads it once it is whole again', async () => {
    const copy = mkdtempSync(join(tmpdir(), 'catalogue-'))
    const index = JSON.parse(brotliDecompressSync(readFileSync(join(folder, indexName))).toString()) as StoredIndex
    const file = index.products.find(({ code }) => code === 'Sts')?.file ?? ''
    const whole = readFileSync(join(folder, file))
    writeFileSync(join(copy, indexName), readFileSync(join(folder, indexName)))
    writeFileSync(join(copy, file), whole.subarray(0, whole.length / 2))
    const torn = createCatalog({ folder: copy })
    await expect(torn.operation('Sts', '2015-04-01', 'AssumeRole')).rejects.toMatchObject({ kind: 'storage' })
    writeFileSync(join(copy, file), whole)
    expect(await torn.operation('Sts', '2015-04-01', 'AssumeRole')).toMatchObject({ name: 'AssumeRole' })
  })
})
