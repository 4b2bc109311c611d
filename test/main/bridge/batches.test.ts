import { describe, expect, it } from 'vitest'
import { inBatches, type Batch } from '../../../main/bridge/batches'

describe('results that are told in batches', () => {
  it('are all told, with how many have ended, before the work’s answer; none is told twice', async () => {
    const told: Batch<string>[] = []
    const answer = await inBatches<string, string>((batch) => told.push(batch), async (onResult) => {
      for (const result of ['a', 'b', 'c']) onResult(result, 3)
      return 'whole'
    })
    expect([answer, told]).toEqual(['whole', [{ total: 3, ended: 3, results: ['a', 'b', 'c'] }]])
  })

  it('are told as they come while the work goes on', async () => {
    const told: Batch<number>[] = []
    await inBatches<number, void>((batch) => told.push(batch), async (onResult) => {
      onResult(1, 2)
      while (told.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
      onResult(2, 2)
    })
    expect(told).toEqual([{ total: 2, ended: 1, results: [1] }, { total: 2, ended: 2, results: [2] }])
  })

  it('are told also where the work fails', async () => {
    const told: Batch<number>[] = []
    await expect(inBatches<number, void>((batch) => told.push(batch), async (onResult) => {
      onResult(1, 2)
      throw new Error('lost')
    })).rejects.toThrow('lost')
    expect(told).toHaveLength(1)
  })
})
