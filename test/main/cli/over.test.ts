/** `rolecall run --over` as a person runs it: a list, then one call for each of its rows, joined by the columns that say which row. */
import { readFile, writeFile } from 'node:fs/promises'
import Papa from 'papaparse'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openBench, type Bench } from './rolecall'

const slow = 90_000
const ecs = (operation: string): [string, string, string] => ['Ecs', '2014-05-26', operation]

let bench: Bench
beforeAll(async () => {
  bench = await openBench({ scale: 8 })
}, slow)
afterAll(() => bench.close())

const readRows = async (name: string): Promise<Record<string, string>[]> => Papa.parse<Record<string, string>>(await readFile(bench.path(name), 'utf8'), { header: true, skipEmptyLines: true }).data

it('calls once for each row of a file beside the call file, and of a kept result', async () => {
  const list = await bench.run(['run', await bench.callFile([]), '--json', '--out', bench.path('list.csv')])
  const { callId, rows } = JSON.parse(list.stdout) as { callId: string; rows: number }
  const truth = (await readRows('list.csv')).map((row) => [row['InstanceId'], row['InstanceName']]).sort()
  const file = await bench.callFile(['over: { file: list.csv }', 'parameters: { InstanceId: "${row.InstanceId}" }'], ecs('DescribeInstanceAttribute'))

  const dry = await bench.run(['run', file, '--dry-run'])
  expect(dry.stdout).toContain(`${rows} calls, one for each distinct InstanceId, _account, _region of ${rows} rows`)

  for (const more of [[], ['--over', callId], ['--over', 'DescribeInstances']]) {
    const { status, stdout, stderr } = await bench.run(['run', file, ...more, '--json', '--out', bench.path('told.csv')])
    expect(stderr).toContain(`${rows} calls`)
    expect(status).toBe(0)
    const { targets } = JSON.parse(stdout) as { targets: { rowNumber: number; rowValues: Record<string, string> }[] }
    expect(targets.map(({ rowNumber }) => rowNumber).sort((a, b) => a - b)).toEqual(truth.map((_row, index) => index + 1))
    expect((await readRows('told.csv')).map((row) => [row['_over.InstanceId'], row['InstanceName']]).sort()).toEqual(truth)
  }
}, slow)

it('lists the row of each target, and exits 2 for rows that are wrong', async () => {
  await writeFile(bench.path('one.csv'), 'id\ni-none\n')
  const file = await bench.callFile(['over: { file: one.csv }', 'parameters: { InstanceId: "${row.id}" }'], ecs('DescribeInstanceAttribute'))
  const { status, stdout } = await bench.run(['run', file])
  expect(status).toBe(3)
  expect(stdout).toMatch(/ROW +VALUES/)
  expect(stdout).toContain('i-none')
  const wrong = await bench.run(['run', file, '--over', bench.path('none.csv')])
  expect(wrong.status).toBe(2)
  expect(wrong.stderr).toContain('over.file')
}, slow)

it('confirms a change over rows only with --yes', async () => {
  await writeFile(bench.path('ids.csv'), `id\n${(await readRows('list.csv')).slice(0, 2).map((row) => row['InstanceId']).join('\n')}\n`)
  const file = await bench.callFile(['over: { file: ids.csv }', 'parameters: { InstanceId: ["${row.id}"] }'], ecs('StopInstances'))
  expect((await bench.run(['run', file])).status).toBe(2)
  expect(bench.cloud.mutations).toEqual([])
  expect((await bench.run(['run', file, '--yes'])).status).toBe(0)
  expect(bench.cloud.mutations).toHaveLength(2)
}, slow)
