/** Documents of the metadata service: their shapes, envelopes and traps, on fixtures of our own, and on real ones where they are at hand. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { derived } from '../../../../main/catalog/create'
import { readApi, readApiDocs, readProducts } from '../../../../main/catalog/live/documents'
import { createOverlaySource } from '../../../../main/catalog/overlay/source'
import type { SourceOperation } from '../../../../main/catalog/sources'
import { formOf, metadataFolder, planOf } from '../embeddedCatalogue'

const string = (more: object = {}): object => ({ type: 'string', ...more })
const horn = {
  methods: ['post', 'get'],
  security: [{ AK: [] }],
  operationType: 'read',
  systemTags: { operationType: 'list' },
  summary: '查询号角',
  description: ' ',
  parameters: [
    { name: 'RegionId', in: 'query', schema: string({ required: true, docRequired: true }) },
    { name: 'RegionId', in: 'query', schema: string() },
    { name: 'Filter.1.Key', in: 'query', schema: string() },
    { name: 'Uid', in: 'query', schema: { type: 'integer', format: 'int64', docRequired: true, example: '9007199254740993' } },
    { name: 'Kind', in: 'query', schema: string({ enum: ['a', 'b'], enumValueTitles: { b: 'Bent', c: 'Curved' } }) },
    { name: 'PageSize', in: 'query', schema: { type: 'integer', format: 'int32', minimum: '1', maximum: '50' } },
    { name: 'NextToken', in: 'query', schema: string() },
    { name: 'Tag', in: 'query', style: 'repeatList', schema: { type: 'array', items: { type: 'object', properties: { Key: string(), Value: string() } } } },
    { name: 'Scope', in: 'query', style: 'json', schema: { type: 'object', properties: { A: string() } } },
    { name: 'Names', in: 'formData', style: 'simple', schema: { type: 'array', items: string() } },
    { name: 'Odd', in: 'cookie', schema: string() },
  ],
  responses: { '5XX': { schema: string() }, '200': { schema: { type: 'object', properties: { Horns: { type: 'array', items: { $ref: '#/components/schemas/Horn' } }, NextToken: string() } } } },
  errorCodes: { '404': [{ errorCode: 'NoSuchHorn', errorMessage: 'No such horn.' }] },
  ramActions: [{ operationType: 'list', ramAction: { action: 'horn:ListHorns' } }],
  staticInfo: { returnType: 'synchronous' },
}
const post = { methods: ['post'], path: '/v1/{hornId}/parts', security: [{ Anonymous: [] }], parameters: [{ name: 'hornId', in: 'path', schema: string({ required: true }) }, { name: 'body', in: 'body', style: 'json', schema: { type: 'object', properties: { size: { type: 'number', format: 'double' }, parts: { type: 'array', items: string() } } } }], responses: { '2xx': { schema: { type: 'object', additionalProperties: string() } } } }
const document = {
  version: '1.0',
  info: { style: 'V3', product: 'Horn', version: '2020-01-01' },
  components: { schemas: { Horn: { type: 'object', properties: { Id: string(), Parts: { type: 'array', items: { $ref: '#/components/schemas/Horn' } } } } } },
  apis: { ListHorns: horn, AddPart: post },
  endpoints: [{ regionId: 'cn-hangzhou', endpoint: 'horn.cn-hangzhou.aliyuncs.com ', vpc: 'horn-vpc.cn-hangzhou.aliyuncs.com' }, { regionId: 'cn-huhehaote.', endpoint: 'x' }],
}
const read = (body: unknown): SourceOperation[] => readApiDocs(JSON.stringify(body), 'en').operations

describe('api-docs', () => {
  it('comes bare or in an envelope', () => {
    expect(read({ code: 0, data: document })).toEqual(read(document))
  })

  it('gives the form, with duplicates once, dotted names kept and unknown positions left out', () => {
    const [list] = read(document)
    expect(list && formOf(derived(list))).toEqual([
      'RegionId!:string', 'Filter.1.Key:string', 'Uid?:long', 'Kind:string', 'PageSize:integer', 'NextToken:string', 'Tag:array/flat', 'Scope:object/json', 'Names:array@formData/simple',
    ])
    expect(list?.parameters.find(({ name }) => name === 'Uid')?.example).toBe('9007199254740993')
    expect(list?.parameters.find(({ name }) => name === 'Kind')?.values).toEqual([{ value: 'a' }, { value: 'b', label: { en: 'Bent' } }, { value: 'c', label: { en: 'Curved' } }])
  })

  it('gives plan, kind, permission, errors, and the summary in the language it is really in', () => {
    const [list] = read(document)
    const operation = list && derived(list)
    expect(planOf(operation)).toEqual({ offers: 'cursor', pageSizeField: 'PageSize', pageSizeMax: 50, cursorField: 'NextToken', cursorPath: '.NextToken', cursorSizeField: 'PageSize', cursorSizeMax: 50, rowsPath: '.Horns' })
    expect(operation).toMatchObject({
      kind: 'read', style: 'RPC', method: 'POST', summary: { zh: '查询号角' }, ram: { action: 'horn:ListHorns', source: 'meta' }, errors: [{ httpStatus: '404', code: 'NoSuchHorn', message: 'No such horn.' }],
    })
    expect(operation).not.toHaveProperty('doc')
  })

  it('trusts the path for the style, spreads a body object into fields, and keeps a schema that contains itself finite', () => {
    const [list, add] = read(document)
    expect(add).toMatchObject({ style: 'ROA', method: 'POST', requestBody: 'json', auth: 'Anonymous', response: { type: 'map' } })
    expect(add && formOf(derived(add))).toEqual(['hornId!:string@path', 'size:float@body', 'parts:array@body/nested'])
    expect(list?.definitions).toHaveProperty('Horn')
    expect(JSON.stringify(list).length).toBeLessThan(5_000)
  })

  it('keeps a body that is a list as one whole-body parameter', () => {
    const [put] = read({ ...document, apis: { PutParts: { ...post, parameters: [{ name: 'body', in: 'body', schema: { type: 'array', items: string() } }] } } })
    expect(put?.parameters).toEqual([{ name: 'body', type: 'array', items: { type: 'string' }, position: 'body', isWholeBody: true, serialisation: 'nested' }])
  })

  it('publishes endpoints without blanks and without regions that are none', () => {
    expect(readApiDocs(JSON.stringify(document), 'en').endpoints).toEqual({ published: { 'cn-hangzhou': { public: 'horn.cn-hangzhou.aliyuncs.com', vpc: 'horn-vpc.cn-hangzhou.aliyuncs.com' } } })
  })

  it.each([
    ['cut off', JSON.stringify(document).slice(0, 900)],
    ['HTML', '<html>502</html>'],
    ['without operations', JSON.stringify({ info: document.info, apis: {} })],
    ['an error', JSON.stringify({ code: 404, message: 'no such product' })],
    ['null', 'null'],
    ['of an unexpected shape', JSON.stringify({ info: document.info, apis: { ListHorns: { parameters: 5 }, Other: null } })],
  ])('refuses a document that is %s', (_what, text) => {
    expect(() => readApiDocs(text, 'en')).toThrow(expect.objectContaining({ kind: 'network', about: { code: 'MalformedMetadata' } }) as Error)
  })

  it('refuses another product than the one asked for', () => {
    expect(() => readApiDocs(JSON.stringify(document), 'en', { product: 'Ecs', version: '2014-05-26' })).toThrow('of Horn 2020-01-01, not of Ecs 2014-05-26')
    expect(readApiDocs(JSON.stringify(document), 'en', { product: 'horn', version: '2020-01-01' }).product).toBe('Horn')
  })
})

describe('products', () => {
  it('reads codes, names and versions, and no style', () => {
    const products = readProducts(JSON.stringify({ code: 0, data: [{ code: 'Horn', name: ' Horns\n', style: 'RPC', versions: ['2022-01-01', '2020-01-01'], defaultVersion: '2020-01-01' }, { code: 'Nameless', name: null, versions: ['1'] }, { name: 'no code' }] }), 'en')
    expect(products).toEqual([
      { code: 'Horn', names: { en: 'Horns' }, versions: ['2020-01-01', '2022-01-01'], defaultVersion: '2020-01-01', source: 'meta' },
      { code: 'Nameless', names: {}, versions: ['1'], defaultVersion: '1', source: 'meta' },
    ])
  })
})

describe.skipIf(!existsSync(metadataFolder))('real documents', () => {
  const real = (file: string): string => readFileSync(join(metadataFolder, file), 'utf8')

  it('give Ecs DescribeInstances both ways of paging with their limits', () => {
    const operation = derived(readApi(real('api.Ecs.DescribeInstances.en_us.json'), { product: 'Ecs', version: '2014-05-26', name: 'DescribeInstances' }, 'en'))
    expect(planOf(operation)).toEqual({
      offers: 'both', pageField: 'PageNumber', firstPage: 1, pageSizeField: 'PageSize', pageSizeMax: 100, cursorField: 'NextToken', cursorPath: '.NextToken', cursorSizeField: 'MaxResults', cursorSizeMax: 100,
      totalCountPath: '.TotalCount', rowsPath: '.Instances.Instance',
    })
    expect(formOf(operation)).toEqual(expect.arrayContaining(['RegionId!:string', 'Filter.1.Key:string', 'Tag:array/flat']))
  })

  it('agree with the overlay about ActionTrail', async () => {
    const { operations, endpoints } = readApiDocs(real('api-docs.Actiontrail.2020-07-06.en_us.json'), 'en')
    const overlay = createOverlaySource()
    for (const { name } of (await overlay.summaries()).filter(({ product }) => product === 'Actiontrail')) {
      const ours = await overlay.operation('Actiontrail', '2020-07-06', name)
      const theirs = operations.find((one) => one.name === name)
      expect(ours && formOf(derived(ours)).sort(), name).toEqual(theirs && formOf(derived(theirs)).sort())
      expect(planOf(ours && derived(ours)), name).toEqual(planOf(theirs && derived(theirs)))
      expect(ours?.ram?.action, name).toBe(theirs?.ram?.action)
      expect(ours?.response?.fields?.map((field) => field.name).sort(), name).toEqual(theirs?.response?.fields?.map((field) => field.name).sort())
    }
    expect((await overlay.endpoints('Actiontrail', '2020-07-06'))?.published).toEqual(endpoints.published)
  })

  it('read all 317 products in both languages', () => {
    expect(readProducts(real('products.en_us.json'), 'en').find(({ code }) => code === 'Ecs')).toMatchObject({ names: { en: 'Elastic Compute Service' }, defaultVersion: '2014-05-26' })
    expect(readProducts(real('products.zh_cn.json'), 'zh')).toHaveLength(317)
  })
})
