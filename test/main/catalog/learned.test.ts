/** What real answers taught: kept in one file, counted where it may count, and never taken from nonsense. */
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { createCatalog } from '../../../main/catalog/create'
import { createLearned, type Learned } from '../../../main/catalog/learned'
import type { Operation } from '../../../shared/catalog'
import { folder as embedded, makingTime, openCatalogue } from './embeddedCatalogue'

let folder: string
let learned: Learned
const open = (): Learned => createLearned({ folder, now: () => Date.UTC(2026, 10, 22) })
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'learned-'))
  learned = open()
})

const ecs = { product: 'Ecs', version: '2014-05-26', operation: 'DescribeInstances' }
const operation = (paging: Partial<NonNullable<Operation['paging']>> = {}): Operation => ({
  product: 'Ecs', version: '2014-05-26', name: 'DescribeInstances', style: 'RPC', method: 'POST', path: '/', requestBody: 'none', responseBody: 'json', auth: 'AK', kind: 'read', parameters: [], source: 'sdk', docUrl: '',
  ram: { action: 'ecs:DescribeInstances', source: 'guess' },
  paging: { offers: 'page', source: 'sdk', ...paging },
})

describe('what was learned', () => {
  it('is there at the next start, for the operation in any letter case', async () => {
    await learned.learn({ ...ecs, ramAction: 'ecs:DescribeInstance' })
    await learned.learn({ product: 'ECS', version: '2014-05-26', operation: 'describeinstances', rowsPath: '.Rows' })
    expect(await open().applied(operation())).toMatchObject({ ram: { action: 'ecs:DescribeInstance', source: 'learned' }, paging: { rowsPath: '.Rows', source: 'learned' } })
    expect(readdirSync(folder)).toEqual(['learned.json'])
  })

  it('beats a published permission, but gives rows only where the plan leaves them open', async () => {
    await learned.learn({ ...ecs, ramAction: 'ecs:Other', rowsPath: '.B' })
    const published = { ...operation({ rowsPath: '.A' }), ram: { action: 'ecs:DescribeInstances', source: 'meta' as const } }
    expect(await learned.applied(published)).toMatchObject({ ram: { action: 'ecs:Other' }, paging: { rowsPath: '.A', source: 'sdk' } })
    expect((await learned.applied(operation({ rowsPath: '.A', otherRowPaths: ['.B', '.C'] }))).paging).toMatchObject({ rowsPath: '.B', otherRowPaths: ['.A', '.C'], source: 'learned' })
    expect((await learned.applied({ ...operation(), name: 'DescribeDisks' })).ram?.source).toBe('guess')
  })

  it('is nothing that is no action and no path', async () => {
    await learned.learn({ ...ecs, ramAction: 'AKIA secret value', rowsPath: '$..[?(@.x)]' })
    expect(readdirSync(folder)).toEqual([])
  })

  it('of two processes is kept together', async () => {
    const other = open()
    await Promise.all([learned.learn({ ...ecs, ramAction: 'ecs:A' }), learned.learn({ ...ecs, operation: 'DescribeDisks', ramAction: 'ecs:B' })])
    await other.learn({ ...ecs, operation: 'DescribeImages', ramAction: 'ecs:C' })
    expect(Object.keys((JSON.parse(readFileSync(join(folder, 'learned.json'), 'utf8')) as { operations: object }).operations)).toHaveLength(3)
  })

  it('from a broken file is kept aside, and learning begins anew', async () => {
    writeFileSync(join(folder, 'learned.json'), '{"format":1,')
    expect((await learned.applied(operation())).ram?.source).toBe('guess')
    await learned.learn({ ...ecs, ramAction: 'ecs:A' })
    expect(readdirSync(folder).sort()).toEqual(['learned.json', 'learned.json.broken-20261122000000000'])
  })

  it('is part of the catalogue, after what is published and before a guess', async () => {
    await openCatalogue()
    const catalog = createCatalog({ folder: embedded, learned })
    const action = async (product: string, version: string, name: string) => (await catalog.operation(product, version, name))?.ram
    expect(await action('Ecs', '2014-05-26', 'DescribeInstances')).toEqual({ action: 'ecs:DescribeInstances', source: 'guess' })
    expect(await action('Actiontrail', '2020-07-06', 'LookupEvents')).toEqual({ action: 'actiontrail:LookupEvents', source: 'overlay' })
    await catalog.learn?.({ ...ecs, ramAction: 'ecs:Seen' })
    expect(await action('Ecs', '2014-05-26', 'DescribeInstances')).toEqual({ action: 'ecs:Seen', source: 'learned' })
  }, makingTime)
})
