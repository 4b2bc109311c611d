/** A metadata service on loopback with documents of our own, in the addresses of the real one. It remembers what was asked for. */
import { startLocalServer, type LocalServer } from '../../../doubles/localServer'

const string = { type: 'string' }
const listHorns = (summary: string): object => ({
  methods: ['post'],
  summary,
  operationType: 'read',
  parameters: [{ name: 'RegionId', in: 'query', schema: { type: 'string', required: true } }, { name: 'NextToken', in: 'query', schema: string }, { name: 'MaxResults', in: 'query', schema: { type: 'integer' } }],
  responses: { '200': { schema: { type: 'object', properties: { NextToken: string, Horns: { type: 'array', items: { type: 'object', properties: { Id: string } } } } } } },
})
export const apiDocs = (summary: string, product = 'Horn'): string =>
  JSON.stringify({
    info: { style: 'RPC', product, version: '2020-01-01' },
    apis: { ListHorns: listHorns(summary), BlowHorn: { methods: ['post'], summary: `${summary} too`, parameters: [], responses: {} } },
    endpoints: [{ regionId: 'cn-hangzhou', endpoint: 'horn-docs.cn-hangzhou.aliyuncs.com' }],
  })
const products = (name: string): string =>
  JSON.stringify([
    { code: 'Horn', name, versions: ['2020-01-01'], defaultVersion: '2020-01-01' },
    { code: 'Sts', name: 'STS', versions: ['2015-04-01'], defaultVersion: '2015-04-01' },
  ])

/** Addresses without the base, with their query. */
export const documents: Record<string, string> = {
  '/products.json?language=EN_US': products('Horns'),
  '/products.json?language=ZH_CN': JSON.stringify({ code: 0, data: JSON.parse(products('号角')) as unknown }),
  '/products/Horn/versions/2020-01-01/api-docs.json?language=EN_US': apiDocs('Lists horns'),
  '/products/Horn/versions/2020-01-01/api-docs.json?language=ZH_CN': apiDocs('查询号角'),
  '/products/Horn/versions/2020-01-01/apis/ListHorns/api.json?language=EN_US': JSON.stringify(listHorns('Lists horns')),
  '/products/Horn/versions/2020-01-01/apis/ListHorns/api.json?language=ZH_CN': JSON.stringify({ code: 0, data: listHorns('查询号角') }),
  '/products/Horn/endpoints.json': JSON.stringify({ code: 0, data: { endpoints: [{ regionId: 'cn-hangzhou', public: 'horn.cn-hangzhou.aliyuncs.com ', vpc: 'horn-vpc.cn-hangzhou.aliyuncs.com' }] } }),
}

export interface MetadataServer extends LocalServer {
  /** Addresses asked for since the last look, sorted. */
  asked(): string[]
  /** Replaces documents; undefined answers 404. */
  serve(changed: Record<string, string | undefined>): void
}

export async function startMetadataServer(): Promise<MetadataServer> {
  const served: Record<string, string | undefined> = { ...documents }
  let seen = 0
  const server = await startLocalServer()
  const addressOf = ({ path, query }: { path: string; query: Record<string, string> }): string => {
    const text = new URLSearchParams(query).toString()
    return `${path}${text === '' ? '' : `?${text}`}`
  }
  server.answer((request, response) => {
    const text = served[addressOf(request)]
    response.writeHead(text === undefined ? 404 : 200, { 'content-type': 'application/json' })
    response.end(text ?? '{"code":404}')
  })
  return {
    ...server,
    asked: () => {
      const fresh = server.requests.slice(seen)
      seen = server.requests.length
      return fresh.map(addressOf).sort()
    },
    serve: (changed) => void Object.assign(served, changed),
  }
}
