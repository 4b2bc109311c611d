/** Endpoint candidates: their order, their reasons, and the official packages' own answer as the measure. */
import { createRequire } from 'node:module'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Catalog } from '../../../main/catalog/catalog'
import { listEndpoints, type EndpointFacts } from '../../../main/catalog/endpoints'
import { publicRegions } from '../../../main/catalog/overlay/regions'
import { makingTime, openCatalogue } from './embeddedCatalogue'

const query = { product: 'Horn', version: '2020-01-01', regionId: 'cn-hangzhou' }
const facts: EndpointFacts = {
  published: { 'cn-hangzhou': { public: 'horn-live.cn-hangzhou.aliyuncs.com ', vpc: 'horn-vpc-live.cn-hangzhou.aliyuncs.com' }, 'cn-huhehaote': { public: 'cn-huhehaote.' } },
  sdk: { rule: 'regional', hostName: 'horn', map: { 'cn-hangzhou': 'horn-map.aliyuncs.com' } },
}

describe('candidates', () => {
  it('come in the order profile, published, SDK map, SDK rule, patterns, each host once', () => {
    const found = listEndpoints({ ...query, profileEndpoints: { '*': 'any.example.com', horn: 'http://127.0.0.1:8080' } }, facts)
    expect(found.map(({ host, network, source }) => [host, network, source])).toEqual([
      ['http://127.0.0.1:8080', 'public', 'profile'],
      ['horn-live.cn-hangzhou.aliyuncs.com', 'public', 'meta'],
      ['horn-vpc-live.cn-hangzhou.aliyuncs.com', 'vpc', 'meta'],
      ['horn-map.aliyuncs.com', 'public', 'sdk'],
      ['horn.cn-hangzhou.aliyuncs.com', 'public', 'sdk'],
      ['horn-vpc.cn-hangzhou.aliyuncs.com', 'vpc', 'sdk'],
      ['horn.aliyuncs.com', 'public', 'pattern'],
    ])
    expect(found.filter(({ isRecommended }) => isRecommended).map(({ host }) => host)).toEqual(['http://127.0.0.1:8080'])
  })

  it('take the profile\'s "*" for other products, with the region filled in', () => {
    expect(listEndpoints({ ...query, profileEndpoints: { '*': '${region}.cloud.example.com', Ecs: 'no' } }, {})[0]).toMatchObject({ host: 'cn-hangzhou.cloud.example.com', source: 'profile', isRecommended: true })
  })

  it('always offer both plain formats, called guesses', () => {
    expect(listEndpoints(query, {})).toEqual([
      expect.objectContaining({ host: 'horn.cn-hangzhou.aliyuncs.com', isGuess: true, isRecommended: true }),
      expect.objectContaining({ host: 'horn.aliyuncs.com', isGuess: true, isRecommended: false }),
    ])
  })

  it('never recommend a host inside a VPC', () => {
    const found = listEndpoints(query, { published: { 'cn-hangzhou': { vpc: 'horn-vpc.cn-hangzhou.aliyuncs.com' } } })
    expect(found.find(({ isRecommended }) => isRecommended)).toMatchObject({ host: 'horn.cn-hangzhou.aliyuncs.com', network: 'public' })
  })

  it('pass over published hosts that are no host names', () => {
    const found = listEndpoints({ ...query, regionId: 'cn-huhehaote' }, facts)
    expect(found.map(({ host }) => host)).not.toContain('cn-huhehaote.')
    expect(found[0]).toMatchObject({ host: 'horn.cn-huhehaote.aliyuncs.com', isGuess: false })
  })

  it('call the SDK rule a guess in a region nobody knows', () => {
    expect(listEndpoints({ ...query, regionId: 'mars-north-1' }, facts)[0]).toMatchObject({ host: 'horn.mars-north-1.aliyuncs.com', source: 'sdk', isGuess: true })
  })

  it.each([
    ['Dds', 'mongodb.cn-hangzhou.aliyuncs.com'],
    ['BssOpenApi', 'business.cn-hangzhou.aliyuncs.com'],
    ['Cms', 'metrics.cn-hangzhou.aliyuncs.com'],
    ['waf-openapi', 'wafopenapi.cn-hangzhou.aliyuncs.com'],
    ['Oss', 'oss-cn-hangzhou.aliyuncs.com'],
    ['Sls', 'cn-hangzhou.log.aliyuncs.com'],
  ])('use the name that the hosts of %s carry', (product, host) => {
    expect(listEndpoints({ ...query, product }, {})[0]?.host).toBe(host)
  })
})

describe('the recommendation', () => {
  let catalog: Catalog
  beforeAll(async () => {
    catalog = await openCatalogue()
  }, makingTime)

  interface OfficialClient {
    _endpoint?: string
  }
  const load = createRequire(import.meta.url)
  const official = (packageName: string, regionId: string): string | undefined => {
    const { default: Client } = load(packageName) as { default: new (config: object) => OfficialClient }
    return new Client({ accessKeyId: 'id', accessKeySecret: 'secret', regionId })._endpoint
  }

  it.each([
    ['Sts', '2015-04-01', '@alicloud/sts20150401'],
    ['Ram', '2015-05-01', '@alicloud/ram20150501'],
    ['Tag', '2018-08-28', '@alicloud/tag20180828'],
    ['Alb', '2020-06-16', '@alicloud/alb20200616'],
    ['CS', '2015-12-15', '@alicloud/cs20151215'],
    ['BssOpenApi', '2017-12-14', '@alicloud/bssopenapi20171214'],
    ['Cms', '2019-01-01', '@alicloud/cms20190101'],
    ['ResourceManager', '2020-03-31', '@alicloud/resourcemanager20200331'],
    ['Ecs', '2014-05-26', '@alicloud/ecs20140526'],
    ['Vpc', '2016-04-28', '@alicloud/vpc20160428'],
    ['Rds', '2014-08-15', '@alicloud/rds20140815'],
    ['Alidns', '2015-01-09', '@alicloud/alidns20150109'],
    ['R-kvstore', '2015-01-01', '@alicloud/r-kvstore20150101'],
    ['Ims', '2019-08-15', '@alicloud/ims20190815'],
    ['NAS', '2017-06-26', '@alicloud/nas20170626'],
  ])('for %s is what its official package answers, in every public region', { timeout: 60_000 }, async (product, version, packageName) => {
    const differing: string[] = []
    for (const { regionId } of publicRegions) {
      const ours = (await catalog.endpoints({ product, version, regionId })).find(({ isRecommended }) => isRecommended)?.host
      const theirs = official(packageName, regionId)
      if (ours !== theirs) differing.push(`${regionId}: ${ours ?? ''} instead of ${theirs ?? ''}`)
    }
    expect(differing).toEqual([])
  })
})
