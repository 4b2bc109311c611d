/** The whole engine over HTTP at 80 ms: against the loop that a user writes with the official client, and the processor time of main against bare requests. */
import OpenApi, { Config, OpenApiRequest, Params } from '@alicloud/openapi-client'
import { RuntimeOptions } from '@alicloud/tea-util'
import { openBenchEngine } from './benchEngine'
import { pageSize, paged, startBenchCloud } from './benchCloud'
import { defaultOf } from '../../main/wire/interop'
import { inTurn, ratios, spreadOf, timed, type Measurements } from './measure'

const latencyMs = 80
const Client = defaultOf(OpenApi)

/** One page after another, as the official client's documentation shows. */
async function officialLoop(address: string, rows: number): Promise<void> {
  const client = new Client(new Config({ accessKeyId: 'LTAI5tBenchBenchBench12', accessKeySecret: 'benchBenchBenchBenchBenchBench', endpoint: new URL(address).host, protocol: 'http' }))
  const params = new Params({ action: 'DescribeInstances', version: '2014-05-26', protocol: 'HTTP', pathname: '/', method: 'POST', authType: 'AK', style: 'RPC', reqBodyType: 'formData', bodyType: 'json' })
  const got: unknown[] = []
  for (let page = 1; got.length < rows; page += 1) {
    const { body } = (await client.callApi(params, new OpenApiRequest({ query: { RegionId: 'cn-hangzhou', PageNumber: String(page), PageSize: String(pageSize) } }), new RuntimeOptions({}))) as { body: { Instances: { Instance: unknown[] } } }
    got.push(...body.Instances.Instance)
  }
}

/** Sixteen at a time, parsed and dropped: the least that such a list can cost. */
async function bareRequests(address: string, rows: number): Promise<void> {
  let next = 0
  const one = async (): Promise<void> => {
    while (next < rows / pageSize) {
      next += 1
      const answer = await fetch(address, { method: 'POST', body: new URLSearchParams({ PageNumber: String(next), PageSize: String(pageSize) }) })
      JSON.parse(await answer.text())
    }
  }
  await Promise.all(Array.from({ length: 16 }, one))
}

/** Milliseconds of processor time that this process takes. */
async function cpuOf(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

/** Rows as most operations have them; those of DescribeInstances are among the widest, and there the store is what a call waits for. */
const narrow = 10

export async function benchEngine({ columns, ...of }: { rows: number; columns: number; runs: number }): Promise<Measurements> {
  const found = await benchRows({ ...of, columns })
  const foundNarrow = await benchRows({ ...of, columns: narrow })
  return { ...found, ...Object.fromEntries(Object.entries(foundNarrow).map(([key, value]) => [`${key}Narrow`, value])) }
}

async function benchRows({ rows, columns, runs }: { rows: number; columns: number; runs: number }): Promise<Measurements> {
  const cloud = await startBenchCloud({ rows, columns, latencyMs })
  // One limiter for all runs: from the second on its rate is a learned one.
  const engine = await openBenchEngine(cloud.address)
  const run = async (): Promise<void> => {
    const summary = await engine.run({ pagination: paged })
    if (!summary.complete || summary.rows !== rows) throw new Error(`The engine brought ${summary.rows} of ${rows} rows: ${summary.targets[0]?.reason ?? ''}`)
  }
  try {
    const cpu: { engine: number[]; bare: number[] } = { engine: [], bare: [] }
    const { loop, engine: mine } = await inTurn(runs, {
      loop: () => timed(() => officialLoop(cloud.address, rows)),
      engine: () => timed(async () => void cpu.engine.push(await cpuOf(run))),
      bare: async () => {
        cpu.bare.push(await cpuOf(() => bareRequests(cloud.address, rows)))
        return 0
      },
    })
    // In the midst of a run, where pages are on their way and being stored.
    const cancels: { toldMs: number; endedMs: number }[] = []
    for (let at = 0; at < runs; at += 1) cancels.push(await engine.runFor({ pagination: paged }, Math.min(...mine) * (0.3 + (0.5 * at) / runs)))
    return { cancelToldMs: spreadOf(cancels.map(({ toldMs }) => toldMs)), cancelEndedMs: spreadOf(cancels.map(({ endedMs }) => endedMs)), loopOverEngine: ratios(loop, mine), engineSeconds: spreadOf(mine.map((ms) => ms / 1000)), mainCpuOverBare: ratios(cpu.engine, cpu.bare) }
  } finally {
    await engine.close()
    cloud.close()
  }
}
