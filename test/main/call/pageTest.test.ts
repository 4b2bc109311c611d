import { afterEach, describe, expect, it } from 'vitest'
import { callSpec, openEngine, type TestEngine } from './engine'

let engine: TestEngine
afterEach(() => engine.close())
const limit = (): AbortSignal => AbortSignal.timeout(10_000)

describe('a paging plan tried on one page', () => {
  it('says what the paths find, and stores nothing', async () => {
    engine = await openEngine({ scale: 120 })
    const found = await engine.calls.testPage(callSpec({ regions: ['cn-hangzhou'] }), limit())
    expect(found).toMatchObject({ received: 100, rowsPath: '.Instances.Instance', hasNextCursor: true, target: { regionId: 'cn-hangzhou' } })
    expect(found.columns).toContain('VpcAttributes.VpcId')
    expect(engine.cloud.traffic.requests['Ecs/DescribeInstances']).toBe(1)
    expect(await engine.results.list()).toEqual([])
  })

  it('shows a wrong total path by finding no total', async () => {
    engine = await openEngine({ scale: 30 })
    const paged = (totalCountPath: string) => engine.calls.testPage(callSpec({ regions: ['cn-hangzhou'], pagination: { mode: 'paged', totalCountPath } }), limit())
    expect((await paged('.TotalCount')).total).toBe('30')
    expect((await paged('.Total')).total).toBeUndefined()
  })

  it('is refused for an operation that changes something, before anything of it is sent', async () => {
    engine = await openEngine()
    const stop = callSpec({ operation: 'StopInstances', parameters: { RegionId: 'cn-hangzhou', InstanceId: ['i-bp1x'] } })
    await expect(engine.calls.testPage(stop, limit())).rejects.toMatchObject({ kind: 'input', about: { field: 'operation' } })
    expect(engine.cloud.traffic.requests['Ecs/StopInstances']).toBeUndefined()
  })
})
