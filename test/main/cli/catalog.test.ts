/** `rolecall catalog` against a metadata service on loopback: fetch, carry, take in, check, and the exit status of each. */
import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { PassThrough } from 'node:stream'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { runProgram } from '../../../main/cli/program'
import { composeEngine, findCatalogue } from '../../../main/compose'
import { startNodeChild } from '../../../main/nodeChild'
import { createSettings } from '../../../main/settings'
import { startPractice } from '../../../main/practice/server'
import { createRedactor } from '../../../shared/redact'
import { makingTime, openCatalogue } from '../catalog/embeddedCatalogue'
import { apiDocs, startMetadataServer, type MetadataServer } from '../catalog/live/metadataServer'

const root = resolve(import.meta.dirname, '../../..')
const temporary = (): string => mkdtempSync(join(tmpdir(), 'cli-catalogue-'))
let server: MetadataServer
let home: string
beforeAll(async () => {
  await openCatalogue()
  server = await startMetadataServer()
}, makingTime)
afterAll(() => server.close())
beforeEach(() => {
  home = temporary()
  server.asked()
})

async function run(args: string[], variables: Record<string, string> = {}): Promise<{ status: number; stdout: string; stderr: string }> {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()]
  const env = { ROLECALL_METADATA: server.address, ...variables }
  const redactor = createRedactor()
  const status = await runProgram(['catalog', ...args], {
    stdin, stdout, stderr, env, redactor, settings: createSettings(home, () => new Date()), version: '0.0.0', startPractice,
    openEngine: () => composeEngine({ home, operator: 'lin', env, redactor, startChild: startNodeChild, resultProcess: resolve(root, 'main/result/process.ts'), catalogue: findCatalogue(root) }),
    signal: new AbortController().signal,
  })
  return { status, stdout: String(stdout.read() ?? ''), stderr: String(stderr.read() ?? '') }
}

describe('rolecall catalog', () => {
  it('sends nothing unless it is told to fetch', async () => {
    expect(await run(['show', 'Horn', 'ListHorns'])).toMatchObject({ status: 2, stdout: '' })
    expect(await run(['search', 'assume', 'role'])).toMatchObject({ status: 0, stderr: '' })
    expect(server.asked()).toEqual([])
  })

  it('updates a product, then shows and finds it in both languages', async () => {
    const updated = await run(['update', 'horn', '--json'])
    expect(updated.status).toBe(0)
    expect(JSON.parse(updated.stdout)).toEqual({ fetched: 5, failed: [], notTried: 0, unknown: [] })
    const shown = await run(['show', 'horn', 'listhorns'])
    expect(shown).toMatchObject({ status: 0, stderr: '' })
    for (const part of ['Horn 2020-01-01 ListHorns (read, RPC POST /)', 'paging: cursor, NextToken, .Horns', 'permission: horn:ListHorns (a guess)']) expect(shown.stdout).toContain(part)
    expect((await run(['search', '查询号角'])).stdout).toContain('ListHorns')
  })

  it('ends with 3 where a product is not offered or fails, with 1 where the service is not there, with 2 where offline is chosen', async () => {
    const some = await run(['update', 'Horn', 'Sts', 'Unicorn'])
    expect(some.status).toBe(3)
    expect(some.stdout).toContain('5 documents fetched, 3 failed')
    expect(some.stdout).toContain('Unicorn: Alibaba Cloud offers no such product.')
    expect(await run(['update'], { ROLECALL_METADATA: 'http://127.0.0.1:9' })).toMatchObject({ status: 1, stdout: '', stderr: expect.stringContaining('cannot be reached') as string })
    expect(await run(['update'], { ROLECALL_OFFLINE: '1' })).toMatchObject({ status: 2, stdout: '' })
    expect(await run(['update', 'Horn', '--all'])).toMatchObject({ status: 2, stdout: '' })
  })

  it('carries what it fetched to another home', async () => {
    const carried = temporary()
    expect(await run(['export', carried])).toMatchObject({ status: 2, stderr: expect.stringContaining('catalog update') as string })
    await run(['update', 'Horn'])
    expect(await run(['export', carried])).toMatchObject({ status: 0, stdout: `5 documents written to ${carried}.\n` })
    home = temporary()
    server.asked()
    expect(await run(['import', carried])).toMatchObject({ status: 0, stdout: '5 documents taken in, 0 refused.\n' })
    expect(await run(['show', 'Horn', 'ListHorns'])).toMatchObject({ status: 0 })
    expect(server.asked()).toEqual([])
    expect(await run(['import', temporary()])).toMatchObject({ status: 2, stderr: expect.stringContaining('DIR') as string })
    writeFileSync(join(carried, 'api-docs.Torn.2020-01-01.en_us.json'), apiDocs('x', 'Torn').slice(0, 80))
    expect(await run(['import', carried, '--json'])).toMatchObject({ status: 3 })
    expect(readdirSync(join(home, 'catalogue/en'))).not.toContain('Torn')
  })

  it('checks a folder: 0 where all is valid, 3 where a document is refused', async () => {
    const folder = temporary()
    writeFileSync(join(folder, 'api-docs.Horn.2020-01-01.en_us.json'), apiDocs('Lists horns'))
    expect(await run(['check', folder])).toMatchObject({ status: 0, stdout: expect.stringContaining('All: 2 of 2 operations valid.') as string })
    writeFileSync(join(folder, 'torn.json'), apiDocs('Lists horns').slice(0, 100))
    const torn = await run(['check', folder, '--json'])
    expect(torn.status).toBe(3)
    expect(JSON.parse(torn.stdout)).toMatchObject({ products: [{ valid: 2 }], refused: [{ file: 'torn.json' }] })
    expect(await run(['check', join(folder, 'nowhere')])).toMatchObject({ status: 2 })
  })
})
