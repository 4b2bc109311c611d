/** Names in a request, at the gate of a practice cloud: what Rolecall lets out verifies, and what it refuses would not have. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startPractice, type PracticeServer } from '../../main/practice/server'
import { buildRequest } from '../../main/wire/request'
import { createSend } from '../../main/wire/send'
import type { ApiRequest } from '../../main/wire/wire'
import type { ParameterValue } from '../../shared/call'
import type { AppError } from '../../shared/errors'

let cloud: PracticeServer
beforeAll(async () => {
  cloud = await startPractice({ scale: 10 })
})
afterAll(() => cloud.close())

const build = (parameters: Record<string, ParameterValue>): ApiRequest => buildRequest({ product: 'Sts', version: '2015-04-01', operation: 'GetCallerIdentity', parameters, endpoint: cloud.address })
const send = (request: ApiRequest) => createSend()(request, { credential: cloud, signal: new AbortController().signal })
const codeOf = (sending: Promise<unknown>): Promise<string | undefined> =>
  sending.then(
    () => undefined,
    (error: AppError) => error.about.code,
  )

describe('a name in the query', () => {
  it('verifies where it is of letters, digits, dots, dashes, underscores and tildes', async () => {
    const answer = await send(build({ 'a-B_c~1': '1', Filter: [{ Key: 'k&=', Value: '团队' }], Labels: { 'app.kubernetes.io': 'x' } }))
    expect(answer.body).toContain(cloud.accountId)
  })

  it.each(['app/name', '团队', 'a b', 'x:y', 'a[0]', 'a*', 'a+b'])('is refused as %j, since the official client would sign it wrongly', async (key) => {
    expect(() => build({ Labels: { [key]: 'v' } })).toThrow(expect.objectContaining({ kind: 'input', about: { field: `parameters.Labels.${key}` } }))
    expect(await codeOf(send({ ...build({}), query: { [`Labels.${key}`]: 'v' } }))).toBe('SignatureDoesNotMatch')
  })

  it('is refused as __proto__, which the official client would lose', async () => {
    expect(() => build(JSON.parse('{"__proto__":"v"}') as Record<string, ParameterValue>)).toThrow(expect.objectContaining({ kind: 'input', about: { field: 'parameters.__proto__' } }))
    expect((await send(build({ A: JSON.parse('{"__proto__":"v"}') as ParameterValue }))).httpStatus).toBe(200)
  })
})

it('lets any name into a form, which is signed by its hash', async () => {
  const fields = Object.fromEntries(['app/name', '团队', 'a b', '__proto__'].map((key) => [key, 'v']))
  expect((await send({ ...build({}), body: { kind: 'form', fields } })).httpStatus).toBe(200)
})
