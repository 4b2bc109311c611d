/** A request built from a form's values and the embedded catalogue, beside what Alibaba Cloud's own typed client sends for the same values: equal in its canonical form, byte for byte. */
import { $OpenApiUtil } from '@alicloud/openapi-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Catalog } from '../../main/catalog/catalog'
import { buildRequest } from '../../main/wire/request'
import { createSend } from '../../main/wire/send'
import { json, startLocalServer, type LocalServer, type Recorded } from '../doubles/localServer'
import { makingTime, openCatalogue } from '../main/catalog/embeddedCatalogue'
import { cases } from './wireCases'

const credential = { accessKeyId: 'STS.NTestKey000000001', accessKeySecret: 'a-secret-of-the-test-0001', securityToken: 'CAIS-a-token-of-the-test' }
let server: LocalServer
let catalog: Catalog
beforeAll(async () => {
  server = await startLocalServer(json(200, '{}'))
  catalog = await openCatalogue()
}, makingTime)
afterAll(() => server.close())

const config = () => new $OpenApiUtil.Config({ ...credential, protocol: 'http', endpoint: new URL(server.address).host, regionId: 'cn-hangzhou' })

const encode = (text: string): string => encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)

/** The canonical request of ACS3 without what is new in every request; the body itself in place of its hash. */
function canonical({ method, path, query, headers, body }: Recorded) {
  const [, signed = ''] = /SignedHeaders=([^,]+),/.exec(headers.authorization ?? '') ?? []
  const isNewEachTime = (name: string): boolean => name === 'x-acs-date' || name === 'x-acs-signature-nonce'
  return {
    method,
    path,
    query: Object.keys(query).sort().map((key) => `${encode(key)}=${encode(query[key] ?? '')}`).join('&'),
    headers: signed.split(';').map((name) => `${name}:${isNewEachTime(name) ? '' : String(headers[name])}`),
    accept: headers.accept,
    body,
  }
}

it.each(cases)('$product $operation goes out as the official client sends it', async ({ product, version, operation, values, official }) => {
  const known = await catalog.operation(product, version, operation)
  expect(known).toBeDefined()
  const unknown = Object.keys(values).filter((name) => !known?.parameters.some((one) => one.name === name))
  expect(unknown).toEqual([])
  server.requests.length = 0
  await official(config())
  await createSend()(buildRequest({ product, version, operation, known, parameters: values, endpoint: server.address }), { credential, signal: new AbortController().signal })
  const [theirs, ours] = server.requests.map(canonical)
  expect(theirs?.headers.join()).toContain('x-acs-content-sha256')
  expect(ours).toEqual(theirs)
})
