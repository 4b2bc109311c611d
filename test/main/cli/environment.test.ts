/** `--env` of the real command line: which values go into the call, and what is refused before anything is sent. */
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openBench, type Bench } from './rolecall'

let bench: Bench
let file: string
beforeAll(async () => {
  bench = await openBench()
  const folder = join(dirname(await bench.callFile([])), 'checkout')
  await mkdir(join(folder, '.git'), { recursive: true })
  await mkdir(join(folder, 'ecs'))
  await writeFile(join(folder, 'env.yaml'), 'environments:\n  test: { STATE: Stopped }\n  production: { STATE: Running, SIZE: 50 }\n')
  file = join(folder, 'ecs', 'call.yaml')
  await writeFile(file, ['rolecall: 1', 'product: Ecs', 'version: "2014-05-26"', 'operation: DescribeInstances', 'profile: practice', 'regions: [cn-hangzhou]', 'parameters: { RegionId: "${region}", Status: "${env.STATE}" }', ''].join('\n'))
})
afterAll(() => bench.close())

describe('rolecall run --env', () => {
  it('fills variables from the env.yaml above the call file', async () => {
    const rows = async (environment: string): Promise<number> => {
      const ended = await bench.run(['run', file, '--env', environment, '--json', '--out', bench.path(`${environment}.json`)])
      expect(ended).toMatchObject({ status: 0 })
      return (JSON.parse(ended.stdout) as { rows: number }).rows
    }
    expect(await rows('production')).toBeGreaterThan(0)
    const dry = await bench.run(['run', file, '--env', 'test', '--dry-run'])
    expect(dry.stdout).toMatch(/Status +Stopped/)
  })

  it('refuses an unknown environment, a missing variable and a choice that was not made, and sends nothing', async () => {
    const before = bench.requests()
    expect(await bench.run(['run', file, '--env', 'tset'])).toMatchObject({ status: 2, stderr: expect.stringMatching(/has no environment tset[\s\S]*production, test/) as string })
    expect(await bench.run(['run', file])).toMatchObject({ status: 2, stderr: expect.stringContaining('none is chosen') as string })
    expect(await bench.run(['run', file, '--env', 'test', '--set', 'MaxResults=${env.SIZE}'])).toMatchObject({ status: 2, stderr: expect.stringMatching(/parameters\.MaxResults: the environment test has no variable SIZE in .*env\.yaml/) as string })
    expect(bench.requests()).toBe(before)
  })

  it('looks no further up than the checkout', async () => {
    const outside = await bench.callFile(['parameters: { Status: "${env.STATE}" }'])
    expect(await bench.run(['run', outside, '--env', 'test'])).toMatchObject({ status: 2, stderr: expect.stringContaining('There is no env.yaml') as string })
    expect((await bench.run(['run', outside, '--dry-run'], '', { STATE: 'Running' })).stdout).toMatch(/Status +Running/)
  })
})
