import { randomUUID } from 'node:crypto'
import { afterEach, describe, expect, it } from 'vitest'
import type { Fault, PracticeOptions } from '../../../main/practice/practice'
import { startPractice, type PracticeServer } from '../../../main/practice/server'
import { signRpc } from '../../../main/practice/signature'

const running: PracticeServer[] = []
const start = async (options: PracticeOptions): Promise<PracticeServer> => {
  const cloud = await startPractice(options)
  running.push(cloud)
  return cloud
}
afterEach(() => Promise.all(running.splice(0).map((cloud) => cloud.close())))

/** A page of DescribeInstances of the management account, signed anew each time. */
async function fetchPage(cloud: PracticeServer, page: number): Promise<Response> {
  const query: [string, string][] = Object.entries({
    Action: 'DescribeInstances',
    Version: '2014-05-26',
    RegionId: 'cn-hangzhou',
    PageNumber: String(page),
    AccessKeyId: cloud.accessKeyId,
    SignatureMethod: 'HMAC-SHA1',
    SignatureVersion: '1.0',
    SignatureNonce: randomUUID(),
    Timestamp: new Date().toISOString(),
  })
  const { signature } = signRpc({ method: 'GET', path: '/', query, form: [], headers: {}, body: Buffer.alloc(0), parameters: {} }, cloud.accessKeySecret)
  return fetch(`${cloud.address}/?${new URLSearchParams([...query, ['Signature', signature]]).toString()}`)
}

/** What a careful client makes of one try: `rows`, a status, `html`, or `cut` where the socket ended early. */
async function tryPage(cloud: PracticeServer, page: number): Promise<string> {
  try {
    const response = await fetchPage(cloud, page)
    await response.text()
    if (response.headers.get('content-type')?.startsWith('text/html')) return 'html'
    return response.ok ? 'rows' : String(response.status)
  } catch {
    return 'cut'
  }
}

const pages = Array.from({ length: 40 }, (_, at) => at + 1)
async function triesOf(cloud: PracticeServer): Promise<string[][]> {
  const all: string[][] = []
  for (const page of pages) all.push([await tryPage(cloud, page), await tryPage(cloud, page), await tryPage(cloud, page)])
  return all
}

describe('faults of one answer', () => {
  it.each<[Fault, string[], number]>([
    ['reset', ['cut'], 1],
    ['truncate', ['cut'], 1],
    ['error5xx', ['503', '500'], 2],
    ['html', ['html'], 1],
  ])('%s spoils some requests, the same for the same seed, and passes when they are sent again', async (fault, forms, times) => {
    const tries = await triesOf(await start({ faults: [fault] }))
    const struck = tries.filter(([first]) => first !== 'rows')
    expect(struck.length).toBeGreaterThan(2)
    expect(struck.length).toBeLessThan(pages.length / 2)
    for (const outcomes of struck) {
      expect(forms).toContain(outcomes[0])
      expect(outcomes.filter((outcome) => outcome !== 'rows')).toHaveLength(times)
      expect(outcomes.at(-1)).toBe('rows')
    }
    expect(new Set(struck.map(([first]) => first))).toEqual(new Set(forms))
    expect(await triesOf(await start({ faults: [fault] }))).toEqual(tries)
  })

  it('hang never answers, and closing ends it at once', async () => {
    const cloud = await start({ faults: ['hang'] })
    const asked = Promise.allSettled(pages.map((page) => fetchPage(cloud, page)))
    await expect.poll(() => cloud.traffic.requests['Ecs/DescribeInstances']).toBe(pages.length)
    await cloud.close()
    expect((await asked).filter(({ status }) => status === 'rejected').length).toBeGreaterThan(0)
  })
})

describe('the server', () => {
  it('answers after its latency, and not at all once closed', async () => {
    const cloud = await start({ latencyMs: 5, scale: 3 })
    expect(await tryPage(cloud, 1)).toBe('rows')
    await cloud.close()
    expect(await tryPage(cloud, 1)).toBe('cut')
  })

  it('names the port when it is taken', async () => {
    const port = Number(new URL((await start({})).address).port)
    await expect(start({ port })).rejects.toMatchObject({ kind: 'input', about: { field: 'port' } })
  })

  it('refuses an unsigned request', async () => {
    const cloud = await start({})
    const response = await fetch(`${cloud.address}/?Action=DescribeInstances&Version=2014-05-26`)
    expect([response.status, ((await response.json()) as { Code: string }).Code]).toEqual([400, 'MissingAccessKeyId'])
  })
})
