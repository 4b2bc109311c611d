/** Columns before the first row: what the schema promises, and an end to schemas without one. */
import { beforeAll, describe, expect, it } from 'vitest'
import type { Catalog } from '../../../main/catalog/catalog'
import { expectedColumns } from '../../../main/catalog/columns'
import type { Field, Operation, Schema } from '../../../shared/catalog'
import { makingTime, openCatalogue } from './embeddedCatalogue'

const field = (name: string, more: Partial<Schema> = {}): Field => ({ name, type: 'string', ...more })
const object = (...fields: Field[]): Schema => ({ type: 'object', fields })
const columnsOf = (response: Schema, rowsPath?: string, definitions?: Operation['definitions']): string[] =>
  expectedColumns({ response, paging: { offers: 'none', source: 'sdk', ...(rowsPath === undefined ? {} : { rowsPath }) }, ...(definitions === undefined ? {} : { definitions }) })
const list = (name: string, items: Schema): Field => ({ name, type: 'array', items })

describe('expected columns', () => {
  it('are dotted paths in the order of the schema, a list as one, free keys as none', () => {
    const row = object(field('Id'), { name: 'Vpc', ...object(field('VpcId'), list('Ips', { type: 'string' }), field('odd.key')) }, field('Labels', { type: 'map' }), field('Empty', { type: 'object', fields: [] }), list('Tags', object(field('Key'))))
    expect(columnsOf(object({ name: 'Rows', ...object(list('Row', row)) }), '.Rows.Row')).toEqual(['Id', 'Vpc.VpcId', 'Vpc.Ips', "Vpc['odd.key']", 'Tags'])
  })

  it('end where a schema contains itself, and at a depth', () => {
    const folder = object(field('Name'), { name: 'Parent', type: 'object', ref: 'Folder' })
    expect(columnsOf(object(list('Folders', { type: 'object', ref: 'Folder' })), '.Folders', { Folder: folder })).toEqual(['Name'])
    const deep = Array.from({ length: 40 }).reduce<Schema>((inner) => object(field('x'), { ...inner, name: 'y' }), object(field('z')))
    expect(columnsOf(object(list('Rows', deep)), '.Rows')).toHaveLength(6)
    expect(columnsOf(object(list('Rows', object(...Array.from({ length: 5_000 }, (_, index) => field(`c${index}`))))), '.Rows')).toHaveLength(300)
  })

  it('of plain values are one, of an answer that is the row all but its request ID, of JSON text or nothing none', () => {
    expect(columnsOf(object(list('Ids', { type: 'string' })), '.Ids')).toEqual(['value'])
    expect(columnsOf(object(field('RequestId'), field('AccountId')))).toEqual(['AccountId'])
    expect(columnsOf({ type: 'array', items: object(field('name')) }, '$')).toEqual(['name'])
    expect(columnsOf(object(field('Datapoints')), '.Datapoints')).toEqual([])
    expect(columnsOf(object(field('Id')), '.Nowhere')).toEqual([])
    expect(expectedColumns({})).toEqual([])
  })

  describe('of real operations', () => {
    let catalog: Catalog
    beforeAll(async () => {
      catalog = await openCatalogue()
    }, makingTime)

    it('begin the table of the main job', async () => {
      const operation = await catalog.operation('Ecs', '2014-05-26', 'DescribeInstances')
      const columns = operation === undefined ? [] : expectedColumns(operation)
      expect(columns).toEqual(expect.arrayContaining(['InstanceId', 'InstanceName', 'Status', 'VpcAttributes.VpcId', 'Tags.Tag', 'PublicIpAddress.IpAddress']))
      expect(new Set(columns).size).toBe(columns.length)
    })

    it('are found for nearly every operation that pages', async () => {
      const none: string[] = []
      let paged = 0
      for (const { name } of await catalog.operations('Vpc', '2016-04-28')) {
        const operation = await catalog.operation('Vpc', '2016-04-28', name)
        if (operation?.paging?.offers === 'none' || operation === undefined) continue
        paged++
        if (expectedColumns(operation).length === 0) none.push(name)
      }
      expect(paged).toBeGreaterThan(50)
      expect(none.length).toBeLessThanOrEqual(2)
    })
  })
})
