/** `rolecall history` over real calls: what it finds, keeps and deletes. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { HistoryPage } from '../../../shared/history'
import { openBench, type Bench } from './rolecall'

const slow = 90_000
let bench: Bench
beforeAll(async () => {
  bench = await openBench({ scale: 25 })
  await bench.run(['run', await bench.callFile(['name: All of them'])])
  await bench.run(['run', await bench.callFile(['regions: [cn-shanghai]', 'parameters: { Status: Running }'])])
}, slow)
afterAll(() => bench.close())

const found = async (...args: string[]): Promise<HistoryPage> => JSON.parse((await bench.run(['history', '--json', ...args])).stdout) as HistoryPage
const idsOf = async (...args: string[]): Promise<string[]> => (await found(...args)).lines.map(({ callId }) => callId)

describe('rolecall history', () => {
  it('finds calls by parameter, region, name, account, outcome, kind and date, and prints a table', async () => {
    const [second, first] = await idsOf()
    expect(await idsOf('--search', 'running cn-shanghai')).toEqual([second])
    expect(await idsOf('--search', `of them ${bench.cloud.accountId}`)).toEqual([first])
    expect(await idsOf('--outcome', 'complete', '--kind', 'read', '--since', '2026-01-01')).toEqual([second, first])
    expect(await idsOf('--kind', 'change')).toEqual([])
    expect(await idsOf('--until', '2020-01-01')).toEqual([])
    const { stdout, stderr } = await bench.run(['history', '--limit', '1'])
    expect(stdout).toContain(second)
    expect(stdout).not.toContain(first)
    expect(stderr).toContain('1 of 2 shown')
  }, slow)

  it('names and pins a call, which the limits then leave, and deletes for good', async () => {
    const [second = '', first = ''] = await idsOf()
    expect((await bench.run(['history', 'name', first, 'Before the move'])).status).toBe(0)
    expect((await bench.run(['history', 'pin', first])).status).toBe(0)
    expect((await found('--search', 'before move', '--pinned')).lines).toMatchObject([{ callId: first, name: 'Before the move', isPinned: true }])
    await bench.run(['settings', 'set', 'resultKeepCount', '2'])
    const { stderr } = await bench.run(['run', await bench.callFile([])])
    expect(stderr).toContain(`removed by the limits of the settings: ${second}`)
    const [third = ''] = await idsOf()
    expect(await idsOf()).toEqual([third, first])
    expect((await bench.run(['history', 'delete', first])).status).toBe(0)
    expect(await idsOf()).toEqual([third])
    expect((await bench.run(['history', 'delete', first])).status).toBe(2)
  }, slow)

  it('refuses a wrong outcome, kind, date or call ID with status 2', async () => {
    for (const args of [['--outcome', 'fine'], ['--kind', 'write'], ['--since', 'yesterday'], ['--limit', '0'], ['delete', 'x'], ['pin', 'x']]) expect([args, (await bench.run(['history', ...args])).status]).toEqual([args, 2])
  }, slow)
})
