/** What was learned of limits, from one run to the next, in a real folder. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createRateMemory } from '../../../main/wire/rateMemory'

let home: string
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'rolecall-rates-'))
})
afterEach(() => rm(home, { recursive: true, force: true }))

describe('the memory of rates', () => {
  it('is there in the next run', async () => {
    const memory = createRateMemory(home)
    memory.keep('ecs', { rate: 19.8765 })
    memory.keep('vpc', { budget: 200, windowMs: 60_000 })
    await memory.close()
    const next = createRateMemory(home)
    expect(next.recall('ecs')).toEqual({ rate: 19.9 })
    expect(next.recall('vpc')).toEqual({ budget: 200, windowMs: 60_000 })
    expect(next.recall('rds')).toBeUndefined()
  })

  it.each(['not JSON', '[]', 'null', '{"ecs":{"rate":-1},"vpc":{"rate":"many"},"rds":{"rate":5}}'])('passes over what is damaged and heals it: %s', async (text) => {
    await writeFile(join(home, 'rates.json'), text)
    const memory = createRateMemory(home)
    expect(memory.recall('ecs')).toBeUndefined()
    memory.keep('ecs', { rate: 7 })
    await memory.close()
    expect(JSON.parse(await readFile(join(home, 'rates.json'), 'utf8'))).toMatchObject({ ecs: { rate: 7 } })
  })

  it('costs no call where it cannot be written', async () => {
    const memory = createRateMemory(join(home, 'rates.json', 'x'))
    await writeFile(join(home, 'rates.json'), '')
    memory.keep('ecs', { rate: 7 })
    await expect(memory.close()).resolves.toBeUndefined()
  })
})
