import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openBench, type Bench } from './rolecall'

let bench: Bench
beforeAll(async () => {
  bench = await openBench({}, { profile: false })
})
afterAll(() => bench.close())

describe('rolecall settings', () => {
  it('shows every setting with its default, changes one and gives it back', async () => {
    expect((await bench.run(['settings'])).stdout).toMatch(/lockAfterMinutes +15 +15/)
    expect(await bench.run(['settings', 'set', 'protectedAccounts', '1203456789012345, 1765432109876543'])).toMatchObject({ status: 0, stderr: 'protectedAccounts is 1203456789012345,1765432109876543.\n' })
    expect(JSON.parse((await bench.run(['settings', '--json'])).stdout)).toMatchObject({ protectedAccounts: ['1203456789012345', '1765432109876543'], lockAfterMinutes: 15 })
    expect(await bench.run(['settings', 'reset', 'protectedAccounts'])).toMatchObject({ status: 0 })
    expect(JSON.parse((await bench.run(['settings', '--json'])).stdout)).toMatchObject({ protectedAccounts: [] })
  })

  it('refuses a wrong value or name with status 2', async () => {
    expect(await bench.run(['settings', 'set', 'targetsAtOnce', 'many'])).toMatchObject({ status: 2, stderr: expect.stringContaining('Give a whole number from 1 to 256.') as string })
    expect(await bench.run(['settings', 'set', 'colour', 'red'])).toMatchObject({ status: 2 })
  })
})
