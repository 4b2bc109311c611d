/** Several sources about one operation: whose word counts for which field. */
import { beforeAll, describe, expect, it } from 'vitest'
import { createCatalog } from '../../../main/catalog/create'
import type { Catalog } from '../../../main/catalog/catalog'
import { mergeOperations } from '../../../main/catalog/merge'
import type { CatalogSource, SourceOperation } from '../../../main/catalog/sources'
import { folder, makingTime, openCatalogue } from './embeddedCatalogue'

const base: SourceOperation = {
  product: 'Sts', version: '2015-04-01', name: 'AssumeRole', style: 'RPC', method: 'POST', path: '/', requestBody: 'none', responseBody: 'json', auth: 'AK', source: 'meta',
  summary: { zh: '扮演角色' },
  parameters: [
    { name: 'RoleArn', type: 'string', position: 'query', required: 'yes', doc: { zh: '角色的 ARN' }, pattern: '^acs:' },
    { name: 'DurationSeconds', type: 'long', position: 'query', minimum: '900', maximum: '43200' },
  ],
}

/** A live source that knows one operation and one region. */
const live: CatalogSource = {
  products: async () => [{ code: 'Sts', names: { zh: '安全令牌服务' }, versions: ['2015-04-01'], defaultVersion: '2015-04-01', source: 'meta' }],
  summaries: async () => [{ product: 'Sts', version: '2015-04-01', name: 'AssumeRole', kind: 'unknown', summary: { zh: '扮演角色' } }],
  operation: async (product, _version, name) => (product.toLowerCase() === 'sts' && name.toLowerCase() === 'assumerole' ? base : undefined),
  endpoints: async (product) => (product.toLowerCase() === 'sts' ? { published: { 'cn-hangzhou': { public: 'sts-live.cn-hangzhou.aliyuncs.com' } } } : undefined),
}

describe('a live source before the embedded one', () => {
  let catalog: Catalog
  beforeAll(async () => {
    await openCatalogue()
    catalog = createCatalog({ folder, live })
  }, makingTime)

  it('decides the structure, while words come in each language from whoever has them', async () => {
    const found = await catalog.operation('Sts', '2015-04-01', 'AssumeRole')
    expect(found?.parameters.map(({ name }) => name)).toEqual(['RoleArn', 'DurationSeconds'])
    expect(found?.source).toBe('meta')
    expect(found?.parameters[1]).toMatchObject({ type: 'long', maximum: '43200' })
    expect(found?.parameters[0]?.doc?.zh).toBe('角色的 ARN')
    expect(found?.parameters[0]?.doc?.en).toContain('ARN')
    expect(found?.summary).toMatchObject({ zh: '扮演角色', en: expect.stringContaining('Security Token Service') as string })
    expect(found?.response?.fields?.map(({ name }) => name)).toContain('Credentials')
  })

  it('leaves operations that only the embedded catalogue knows', async () => {
    expect(await catalog.operation('Sts', '2015-04-01', 'GetCallerIdentity')).toMatchObject({ source: 'sdk' })
    expect(await catalog.operations('Sts', '2015-04-01')).toHaveLength(4)
  })

  it('comes first among endpoints, and is found by its Chinese words', async () => {
    expect((await catalog.endpoints({ product: 'Sts', version: '2015-04-01', regionId: 'cn-hangzhou' }))[0]).toMatchObject({ host: 'sts-live.cn-hangzhou.aliyuncs.com', source: 'meta', isRecommended: true })
    expect((await catalog.endpoints({ product: 'Sts', version: '2015-04-01', regionId: 'cn-beijing' }))[0]?.host).toBe('sts.cn-beijing.aliyuncs.com')
    expect((await catalog.search('扮演角色', 3))[0]).toMatchObject({ name: 'AssumeRole' })
  })
})

describe('a product in several versions', () => {
  it('offers them all, each with its own operations, and the default that comes first', async () => {
    await openCatalogue()
    const newer: CatalogSource = {
      ...live,
      products: async () => [{ code: 'cms', names: {}, versions: ['2024-03-30', '2019-01-01'], defaultVersion: '2024-03-30', source: 'meta' }],
      summaries: async () => [{ product: 'Cms', version: '2024-03-30', name: 'ListAlertRules', kind: 'read' }],
    }
    const catalog = createCatalog({ folder, live: newer })
    expect((await catalog.products()).find(({ code }) => code.toLowerCase() === 'cms')).toMatchObject({ versions: ['2019-01-01', '2024-03-30'], defaultVersion: '2024-03-30', names: { en: 'Cloud Monitor' } })
    expect((await catalog.operations('Cms', '2024-03-30')).map(({ name }) => name)).toEqual(['ListAlertRules'])
    expect((await catalog.operations('Cms', '2019-01-01')).length).toBeGreaterThan(150)
  })
})

describe('merging operations', () => {
  it('fills what the first source leaves open and overrides nothing', () => {
    const next: SourceOperation = { ...base, source: 'sdk', method: 'GET', summary: { en: 'Assumes a role', zh: '不用' }, parameters: [{ name: 'RoleArn', type: 'any', position: 'query', example: 'acs:ram::1:role/a' }], deprecated: true }
    expect(mergeOperations([undefined, base, next])).toMatchObject({
      source: 'meta',
      method: 'POST',
      summary: { en: 'Assumes a role', zh: '扮演角色' },
      parameters: [{ name: 'RoleArn', type: 'string', example: 'acs:ram::1:role/a' }, { name: 'DurationSeconds' }],
    })
    expect(mergeOperations([undefined, undefined])).toBeUndefined()
  })
})
