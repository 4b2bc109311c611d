import { createHash, createHmac } from 'node:crypto'
import { createServer, type AddressInfo } from 'node:net'
import { once } from 'node:events'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createSend } from '../../../main/wire/send'
import type { ApiRequest, Credential } from '../../../main/wire/wire'
import type { AppError } from '../../../shared/errors'
import { json, startLocalServer, type LocalServer, type Recorded } from '../../doubles/localServer'

const credential: Credential = { accessKeyId: 'LTAI5tTestKey0001', accessKeySecret: 'a-secret-of-the-test-0001' }
const never = new AbortController().signal
let server: LocalServer
beforeAll(async () => {
  server = await startLocalServer()
})
afterEach(() => {
  server.requests.length = 0
})
afterAll(() => server.close())

const request = (change: Partial<ApiRequest> = {}): ApiRequest => ({
  product: 'Ecs',
  version: '2014-05-26',
  operation: 'DescribeInstances',
  style: 'RPC',
  method: 'POST',
  path: '/',
  endpoint: server.address,
  query: {},
  headers: {},
  body: { kind: 'none' },
  ...change,
})
const failure = (change: Partial<ApiRequest> = {}, options: { readTimeoutMs?: number; connectTimeoutMs?: number; signal?: AbortSignal; now?: number } = {}): Promise<AppError> => {
  const { now, ...rest } = options
  return createSend(now === undefined ? {} : { now: () => now })(request(change), { credential, signal: never, ...rest }).then(
    () => expect.unreachable('the request should have failed'),
    (error: AppError) => error,
  )
}

/** ACS3-HMAC-SHA256 from the published description, written apart from the client under test. */
function isSignedWell({ method, path, query, headers, body }: Recorded, secret: string): boolean {
  const hex = (text: string): string => createHash('sha256').update(text).digest('hex')
  const encode = (text: string): string => encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
  const [, names = '', signature = ''] = /SignedHeaders=([^,]+),Signature=([0-9a-f]+)/.exec(headers.authorization ?? '') ?? []
  const canonical = [
    method,
    path,
    Object.keys(query).sort().map((key) => `${encode(key)}=${encode(query[key] ?? '')}`).join('&'),
    names.split(';').map((name) => `${name}:${String(headers[name]).trim()}\n`).join(''),
    names,
    hex(body),
  ].join('\n')
  return headers['x-acs-content-sha256'] === hex(body) && createHmac('sha256', secret).update(`ACS3-HMAC-SHA256\n${hex(canonical)}`).digest('hex') === signature
}

describe('sending', () => {
  it('gives back the answer’s text with every digit, its headers and its request ID', async () => {
    server.answer(json(200, '{"N":9007199254740993,"D":0.10}', { 'x-acs-request-id': 'REQ-1' }))
    const answer = await createSend()(request({ query: { RegionId: 'cn-hangzhou' } }), { credential, signal: never })
    expect(answer.body).toBe('{"N":9007199254740993,"D":0.10}')
    expect(answer.requestId).toBe('REQ-1')
    expect(answer.httpStatus).toBe(200)
    expect(answer.headers['content-type']).toContain('json')
  })

  it('signs RPC and ROA, query, form, JSON and bytes so that an independent check agrees', async () => {
    server.answer(json(200, '{}'))
    const shapes: Partial<ApiRequest>[] = [
      { query: { 'Tag.1.Key': "it's (new)*!~", Text: '中文 & more' } },
      { body: { kind: 'form', fields: { 'A.1': 'x y', B: '&=+' } } },
      { style: 'ROA', path: '/clusters/c%2A1/nodes', method: 'GET', query: { page: '1' }, operation: 'DescribeNodes' },
      { style: 'ROA', path: '/clusters', body: { kind: 'json', text: '{ "id": 18446744073709551615,\n"f":0.10 }' } },
      { style: 'ROA', path: '/raw', method: 'PUT', body: { kind: 'bytes', bytes: new TextEncoder().encode('bytes'), contentType: 'application/octet-stream' } },
    ]
    for (const shape of shapes) await createSend()(request(shape), { credential: { ...credential, securityToken: 'token-of-a-session' }, signal: never })
    expect(server.requests.map((one) => isSignedWell(one, credential.accessKeySecret))).toEqual(shapes.map(() => true))
    expect(server.requests[3]?.body).toBe('{ "id": 18446744073709551615,\n"f":0.10 }')
    expect(server.requests[3]?.headers['content-type']).toBe('application/json; charset=utf-8')
    expect(server.requests[0]?.headers['x-acs-security-token']).toBe('token-of-a-session')
    expect(new Set(server.requests.map(({ headers }) => headers['x-acs-signature-nonce'])).size).toBe(shapes.length)
  })

  it.each([
    ['Anonymous' as const, {}],
    ['Bearer' as const, { authorization: 'Bearer an-access-token' }],
  ])('sends a request of %s without a signature, a key ID or a session token', async (auth, headers) => {
    server.answer(json(200, '{"ok":true}'))
    const session = { ...credential, securityToken: 'token-of-a-session' }
    await createSend()(request({ auth, headers, query: { A: '1' } }), { credential: session, signal: never })
    const [sent] = server.requests
    expect(sent?.headers['x-acs-action']).toBe('DescribeInstances')
    expect(sent?.headers.authorization).toBe(auth === 'Bearer' ? 'Bearer an-access-token' : undefined)
    const all = JSON.stringify([sent?.headers, sent?.query, sent?.path, sent?.body])
    for (const secret of [session.accessKeyId, session.accessKeySecret, session.securityToken]) expect(all).not.toContain(secret)
    expect(all.replace('x-acs-signature-nonce', '')).not.toMatch(/signature|accesskey|security-token|credentials-provider/i)
  })

  it('repeats no access token that the server echoes', async () => {
    server.answer(json(401, '{"code":"InvalidToken","message":"an-access-token has ended","requestId":"B"}'))
    expect((await failure({ auth: 'Bearer', headers: { authorization: 'Bearer an-access-token' } })).message).toBe('•••• has ended')
  })

  it('uses one connection for calls that follow each other', async () => {
    server.answer(json(200, '{}'))
    const send = createSend()
    for (let count = 0; count < 3; count += 1) await send(request(), { credential, signal: never })
    expect(new Set(server.requests.map(({ socket }) => socket)).size).toBe(1)
  })

  it('refuses plain http outside this machine before anything is sent', async () => {
    const error = await failure({ endpoint: 'http://ecs.aliyuncs.com' })
    expect(error).toMatchObject({ kind: 'endpoint', about: { field: 'endpoint' } })
  })
})

describe('cancel and time limits', () => {
  it('rejects at once when cancelled and closes the connection to the server', async () => {
    const closed = new Promise<void>((resolve) => server.answer(({ socket }) => socket.once('close', () => resolve())))
    const cancel = new AbortController()
    const failing = failure({}, { signal: cancel.signal })
    await expect.poll(() => server.requests.length).toBe(1)
    cancel.abort()
    expect((await failing).kind).toBe('cancelled')
    await closed
  })

  it('sends nothing when cancelled before', async () => {
    expect((await failure({}, { signal: AbortSignal.abort() })).kind).toBe('cancelled')
    expect(server.requests).toHaveLength(0)
  })

  it('ends a request whose answer does not come, and one whose body stops half way', async () => {
    server.answer(() => undefined)
    expect(await failure({}, { readTimeoutMs: 50 })).toMatchObject({ kind: 'network', about: { code: 'ReadTimeout', operation: 'DescribeInstances' } })
    server.answer((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '900' })
      response.write('{"A":')
    })
    expect(await failure({}, { readTimeoutMs: 500 })).toMatchObject({ kind: 'network', about: { code: 'ReadTimeout', httpStatus: 200 } })
  })

  it('lets a slow server work longer than the connect limit', async () => {
    server.answer((_request, response) => setTimeout(() => response.end('{"late":1}'), 800))
    const answer = await createSend()(request(), { credential, signal: never, connectTimeoutMs: 400, readTimeoutMs: 20_000 })
    expect(answer.body).toBe('{"late":1}')
  })

  it('ends a TLS handshake that never finishes by the connect limit', async () => {
    const mute = createServer(() => undefined).listen(0, '127.0.0.1')
    await once(mute, 'listening')
    const error = await failure({ endpoint: `https://127.0.0.1:${(mute.address() as AddressInfo).port}` }, { connectTimeoutMs: 60 })
    expect(error).toMatchObject({ kind: 'network', about: { code: 'ConnectTimeout' } })
    mute.close()
  })
})

describe('errors of the network', () => {
  it('calls a reset, a cut body, a web page and a cut JSON text network errors', async () => {
    server.answer(({ socket }) => socket.destroy())
    expect(await failure()).toMatchObject({ kind: 'network', about: { code: 'ECONNRESET' } })
    server.answer((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '900', 'x-acs-request-id': 'HALF' })
      response.write('{"A":', () => response.socket?.destroy())
    })
    expect(await failure()).toMatchObject({ kind: 'network', about: { requestId: 'HALF' } })
    server.answer((_request, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html><body>Busy</body></html>'))
    expect(await failure()).toMatchObject({ kind: 'network', about: { code: 'HtmlAnswer' } })
    server.answer(json(200, '{"Instances":{"Instance":[{"A":1},'))
    expect(await failure()).toMatchObject({ kind: 'network', about: { code: 'TruncatedAnswer' } })
  })

  it('calls a loopback port without a listener an endpoint error', async () => {
    const gone = await startLocalServer()
    await gone.close()
    expect(await failure({ endpoint: gone.address })).toMatchObject({ kind: 'endpoint', about: { code: 'ECONNREFUSED' } })
  })
})

describe('refusals', () => {
  it('keeps the facts of a refusal, its encoded diagnostic as RAM wrote it', async () => {
    const detail = { AuthAction: 'ecs:DescribeInstances', NoPermissionType: 'ImplicitDeny', PolicyType: 'ControlPolicy', EncodedDiagnosticMessage: 'AQEAAAAAZm9v' }
    server.answer(json(403, JSON.stringify({ RequestId: 'REQ-2', HostId: 'h', Code: 'Forbidden.RAM', Message: 'Not allowed.', Recommend: 'https://x', AccessDeniedDetail: detail })))
    const error = await failure()
    expect(error.kind).toBe('refused')
    expect(error.about).toMatchObject({
      requestId: 'REQ-2',
      code: 'Forbidden.RAM',
      httpStatus: 403,
      recommend: 'https://x',
      ramAction: 'ecs:DescribeInstances',
      noPermissionType: 'ImplicitDeny',
      policyType: 'ControlPolicy',
      diagnostic: 'AQEAAAAAZm9v',
    })
  })

  it('reads how long to wait from the headers of a refusal', async () => {
    server.answer(json(400, '{"Code":"Throttling.User","Message":"Slow down","RequestId":"T1"}', { 'x-acs-retry-after': '1250' }))
    expect(await failure()).toMatchObject({ kind: 'throttled', about: { retryAfterMs: 1250, code: 'Throttling.User', requestId: 'T1' } })
  })

  it('measures a wrong clock against the server’s', async () => {
    server.answer(json(400, '{"Code":"InvalidTimeStamp.Expired","Message":"Specified time stamp or date value is expired.","RequestId":"C"}'))
    const error = await failure({}, { now: Date.now() - 20 * 60_000 })
    expect(error.kind).toBe('credentials')
    expect(error.message).toContain('20 minutes behind')
  })

  it('repeats no secret that the server echoes', async () => {
    server.answer(json(400, JSON.stringify({ Code: 'InvalidParameter', Message: `seen ${credential.accessKeySecret} there`, RequestId: 'E' })))
    expect((await failure()).message).toBe('seen •••• there')
  })
})
