import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createCloudClock, skewSentence } from '../../../main/wire/cloudClock'
import { createSend } from '../../../main/wire/send'
import { createAssumeRole } from '../../../main/wire/sts'
import type { ApiRequest } from '../../../main/wire/wire'
import { json, startLocalServer, type LocalServer } from '../../doubles/localServer'

const minute = 60_000
/** The computer is 20 minutes behind. Whole seconds, as a Date header has them. */
const cloudTime = Math.floor(Date.now() / 1000) * 1000 + 20 * minute
let server: LocalServer
beforeAll(async () => {
  server = await startLocalServer()
  // As Alibaba Cloud: a stamp more than 15 minutes away is refused, and every answer carries the true Date.
  server.answer((request, response) => {
    const stamp = Date.parse(String(request.headers['x-acs-date'] ?? ''))
    const date = { date: new Date(cloudTime).toUTCString() }
    if (Math.abs(stamp - cloudTime) > 15 * minute) return json(400, '{"Code":"InvalidTimeStamp.Expired","Message":"expired","RequestId":"R"}', date)(request, response)
    return json(200, '{"RequestId":"R","Credentials":{"AccessKeyId":"STS.NTestTest","AccessKeySecret":"s-secret","SecurityToken":"t-token","Expiration":"2026-11-27T09:00:00Z"}}', date)(request, response)
  })
})
afterAll(() => server.close())
beforeEach(() => void (server.requests.length = 0))

const options = { credential: { accessKeyId: 'LTAI5tTestKey0001', accessKeySecret: 'a-secret-of-the-test-0001' }, signal: new AbortController().signal }
const request = (): ApiRequest => ({ product: 'Ecs', version: '2014-05-26', operation: 'DescribeRegions', style: 'RPC', method: 'POST', path: '/', endpoint: server.address, query: {}, headers: {}, body: { kind: 'none' } })

describe('a clock that is wrong', () => {
  it('by 20 minutes is measured from a refusal and corrected: the request goes out once more and later ones at once', async () => {
    const now = (): number => Date.now()
    const clock = createCloudClock(now)
    const heard: number[] = []
    clock.onSkew((skewMs) => heard.push(skewMs))
    const send = createSend({ now, clock })
    await send(request(), options)
    expect(server.requests).toHaveLength(2)
    expect(Math.round(clock.skewMs() / minute)).toBe(20)
    await send(request(), options)
    await createAssumeRole({ send })({ endpoint: server.address, roleArn: 'acs:ram::1203456789012345:role/ops', roleSessionName: 'me' }, options)
    expect(server.requests).toHaveLength(4)
    expect(heard).toHaveLength(1)
  })

  it('is corrected in every request that was on its way when the first refusal told it', async () => {
    const clock = createCloudClock(Date.now)
    const send = createSend({ clock })
    await Promise.all(Array.from({ length: 5 }, () => send(request(), options)))
    expect(Math.round(clock.skewMs() / minute)).toBe(20)
    expect(server.requests).toHaveLength(10)
  })

  it.each([
    [20, 'behind'],
    [-20, 'ahead of'],
  ])('of %i minutes is called so', (minutes, direction) => {
    const clock = createCloudClock(() => cloudTime - minutes * minute)
    expect(clock.learn(new Date(cloudTime).toUTCString(), cloudTime - minutes * minute)).toBe(true)
    expect(clock.skewMs()).toBe(minutes * minute)
    expect(clock.now()).toBe(cloudTime)
    expect(skewSentence(clock.skewMs())).toContain(`20 minutes ${direction} Alibaba Cloud’s`)
  })

  it('is not learned from a Date that says nothing new, and a refusal that stays is an error', async () => {
    const clock = createCloudClock(() => cloudTime)
    for (const date of [undefined, 'never', new Date(cloudTime + 2_000).toUTCString()]) expect(clock.learn(date, cloudTime)).toBe(false)
    const stubborn = await startLocalServer(json(400, '{"Code":"InvalidTimeStamp.Expired","Message":"expired"}', { date: new Date(cloudTime).toUTCString() }))
    await expect(createSend()({ ...request(), endpoint: stubborn.address }, options)).rejects.toMatchObject({ kind: 'credentials', about: { code: 'InvalidTimeStamp.Expired' } })
    expect(stubborn.requests).toHaveLength(2)
    await stubborn.close()
  })
})
