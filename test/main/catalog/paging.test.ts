/** Paging plans of operations checked by hand, and every trap that the rule knows. */
import { beforeAll, describe, expect, it } from 'vitest'
import type { Catalog } from '../../../main/catalog/catalog'
import { detectPaging, type PagingInput } from '../../../main/catalog/paging'
import type { Field, Paging, Parameter, Schema } from '../../../shared/catalog'
import { makingTime, openCatalogue, planOf } from './embeddedCatalogue'

const byHand: [product: string, version: string, name: string, plan: Omit<Paging, 'source'>][] = [
  ['Rds', '2014-08-15', 'DescribeSlowLogRecords', { offers: 'page', pageField: 'PageNumber', firstPage: 1, pageSizeField: 'PageSize', pageSizeMax: 200, totalCountPath: '.TotalRecordCount', rowsPath: '.Items.SQLSlowRecord' }],
  ['BssOpenApi', '2017-12-14', 'QueryInstanceBill', { offers: 'page', pageField: 'PageNum', firstPage: 1, pageSizeField: 'PageSize', pageSizeMax: 300, totalCountPath: '.Data.TotalCount', rowsPath: '.Data.Items.Item' }],
  ['Alidns', '2015-01-09', 'DescribeDomainRecords', { offers: 'page', pageField: 'PageNumber', firstPage: 1, pageSizeField: 'PageSize', pageSizeMax: 500, totalCountPath: '.TotalCount', rowsPath: '.DomainRecords.Record' }],
  ['Cms', '2019-01-01', 'DescribeMetricMetaList', { offers: 'page', pageField: 'PageNumber', firstPage: 1, pageSizeField: 'PageSize', totalCountPath: '.TotalCount', rowsPath: '.Resources.Resource' }],
  ['Sas', '2018-12-03', 'DescribeSuspEvents', { offers: 'page', pageField: 'CurrentPage', firstPage: 1, pageSizeField: 'PageSize', pageSizeMax: 100, totalCountPath: '.TotalCount', rowsPath: '.SuspEvents' }],
  ['Sls', '2020-12-30', 'ListProject', { offers: 'offset', offsetField: 'offset', pageSizeField: 'size', totalCountPath: '.total', rowsPath: '.projects' }],
  ['Alb', '2020-06-16', 'ListListeners', { offers: 'cursor', pageSizeField: 'MaxResults', pageSizeMax: 100, cursorField: 'NextToken', cursorPath: '.NextToken', cursorSizeField: 'MaxResults', cursorSizeMax: 100, totalCountPath: '.TotalCount', rowsPath: '.Listeners' }],
  ['BssOpenApi', '2017-12-14', 'DescribeSavingsPlansUsageDetail', { offers: 'cursor', pageSizeField: 'MaxResults', pageSizeMax: 300, cursorField: 'Token', cursorPath: '.Data.NextToken', cursorSizeField: 'MaxResults', cursorSizeMax: 300, totalCountPath: '.Data.TotalCount', rowsPath: '.Data.Items' }],
  ['Cms', '2019-01-01', 'DescribeMetricList', { offers: 'cursor', pageSizeField: 'Length', cursorField: 'NextToken', cursorPath: '.NextToken', cursorSizeField: 'Length', rowsPath: '.Datapoints' }],
  ['CS', '2015-12-15', 'DescribeEventsForRegion', { offers: 'both', pageField: 'page_number', firstPage: 1, pageSizeField: 'page_size', cursorField: 'next_token', cursorPath: '.next_token', cursorSizeField: 'max_results', totalCountPath: '.page_info.total_count', rowsPath: '.events' }],
  ['Ecs', '2014-05-26', 'DescribeInvocationResults', { offers: 'both', pageField: 'PageNumber', firstPage: 1, pageSizeField: 'PageSize', cursorField: 'NextToken', cursorPath: '.Invocation.NextToken', cursorSizeField: 'MaxResults', cursorSizeMax: 50, totalCountPath: '.Invocation.TotalCount', rowsPath: '.Invocation.InvocationResults.InvocationResult' }],
  ['CS', '2015-12-15', 'DescribeClusters', { offers: 'none', rowsPath: '$' }],
  ['Sls', '2020-12-30', 'GetLogsV2', { offers: 'offset', offsetField: 'offset', pageSizeField: 'line', pageSizeMax: 100, rowsPath: '.data' }],
  ['CS', '2015-12-15', 'CreateCluster', { offers: 'none' }],
  ['Alb', '2020-06-16', 'AddServersToServerGroup', { offers: 'none' }],
]

describe('plans of real operations', () => {
  let catalog: Catalog
  beforeAll(async () => {
    catalog = await openCatalogue()
  }, makingTime)

  it.each(byHand)('%s %s %s', async (product, version, name, plan) => {
    expect(planOf(await catalog.operation(product, version, name))).toEqual(plan)
  })
})

const parameter = (name: string, more: Partial<Parameter> = {}): Parameter => ({ name, type: 'string', position: 'query', ...more })
const field = (name: string, more: Partial<Schema> = {}): Field => ({ name, type: 'string', ...more })
const object = (...fields: Field[]): Schema => ({ type: 'object', fields })
const rows = (name: string): Field => ({ name, type: 'array', items: object(field('Id')) })
const detect = (name: string, parameters: Parameter[], response: Schema, definitions?: PagingInput['definitions']): Paging =>
  detectPaging({ name, parameters, response, source: 'sdk', ...(definitions === undefined ? {} : { definitions }) })

describe('the rule', () => {
  const paged = [parameter('PageNumber'), parameter('PageSize')]

  it('takes no dotted filter for a page, but a pager object', () => {
    expect(detect('ListHorns', [parameter('Filter.1.Page'), parameter('Filter.1.PageSize')], object(rows('Horns'))).offers).toBe('none')
    const pager = parameter('Pager', { type: 'object', fields: [field('CurrentPage'), field('PageSize')] })
    expect(detect('ListHorns', [pager], object(rows('Horns')))).toMatchObject({ offers: 'page', pageField: 'Pager.CurrentPage', pageSizeField: 'Pager.PageSize' })
  })

  it('names fields of a whole body without the body', () => {
    const body = parameter('body', { type: 'object', position: 'body', isWholeBody: true, fields: [field('pageNo'), field('pageSize')] })
    expect(detect('ListHorns', [body], object(rows('horns')))).toMatchObject({ offers: 'page', pageField: 'pageNo', pageSizeField: 'pageSize' })
  })

  it('takes a from beside a to for a span of time', () => {
    expect(detect('GetHistogram', [parameter('from'), parameter('to'), parameter('size')], object(rows('histograms'))).offers).toBe('none')
    expect(detect('SearchHorns', [parameter('from'), parameter('size')], object(rows('horns')))).toMatchObject({ offers: 'offset', offsetField: 'from' })
  })

  it('wants a size beside PageId and Num', () => {
    expect(detect('ListHorns', [parameter('PageId')], object(rows('Horns'), field('TotalCount'))).offers).toBe('none')
    expect(detect('ListHorns', [parameter('PageId'), parameter('PageSize')], object(rows('Horns')))).toMatchObject({ pageField: 'PageId' })
    expect(detect('ListHorns', [parameter('Num'), parameter('Size')], object(rows('Horns')))).toMatchObject({ pageField: 'Num', pageSizeField: 'Size' })
  })

  it('takes Token for a cursor only where the answer has a NextToken', () => {
    expect(detect('PayOrder', [parameter('Token')], object(rows('Orders'))).offers).toBe('none')
    expect(detect('ListHorns', [parameter('Token')], object(rows('Horns'), field('NextToken')))).toMatchObject({ offers: 'cursor', cursorField: 'Token', cursorPath: '.NextToken' })
  })

  it('wants the cursor in request and answer', () => {
    expect(detect('ListHorns', [parameter('NextToken')], object(rows('Horns'))).offers).toBe('none')
    expect(detect('ListHorns', [parameter('PageNumber'), parameter('PageSize'), parameter('NextToken')], object(rows('Horns'))).offers).toBe('page')
  })

  it('prefers the next cursor to the echo of the one sent', () => {
    expect(detect('ListHorns', [parameter('Marker')], object(rows('Horns'), field('Marker'), field('NextMarker')))).toMatchObject({ cursorPath: '.NextMarker' })
    expect(detect('ListHorns', [parameter('Marker')], object(rows('Horns'), field('Marker'), field('IsTruncated')))).toMatchObject({ cursorPath: '.Marker' })
  })

  it('answers a marker with a marker, where a NextToken stands beside it', () => {
    expect(detect('ListTables', [parameter('marker'), parameter('maxItem')], object(rows('tables'), field('NextToken'), field('marker')))).toMatchObject({ cursorField: 'marker', cursorPath: '.marker' })
    expect(detect('ListTables', [parameter('pageToken')], object(rows('tables'), field('nextPageToken')))).toMatchObject({ cursorPath: '.nextPageToken' })
    expect(detect('ListTables', [parameter('cursor')], object(rows('tables'), field('nextToken')))).toMatchObject({ cursorPath: '.nextToken' })
  })

  it('finds cursor, total and rows inside their container', () => {
    const found = detect('ListAggregateHorns', [parameter('NextToken'), parameter('MaxResults')], object(field('RequestId'), { name: 'HornProfiles', ...object(field('NextToken'), rows('HornList'), field('TotalCount')) }))
    expect(found).toMatchObject({ cursorPath: '.HornProfiles.NextToken', totalCountPath: '.HornProfiles.TotalCount', rowsPath: '.HornProfiles.HornList' })
  })

  it('calls a plain Count weak and never counts pages', () => {
    expect(detect('ListHorns', paged, object(rows('Horns'), field('Count')))).toMatchObject({ totalCountPath: '.Count', isTotalWeak: true })
    expect(detect('ListHorns', paged, object(rows('Horns'), field('Count'), field('TotalCount')))).not.toHaveProperty('isTotalWeak')
    expect(detect('ListHorns', paged, object(rows('Horns'), field('TotalPage'), field('PageTotal')))).not.toHaveProperty('totalCountPath')
  })

  it('looks for rows outside of arrays only, and past what accompanies them', () => {
    const response = object({ name: 'Headers', type: 'array', items: object(field('Name')) }, { name: 'Data', ...object(rows('Columns'), { name: 'Items', type: 'array', items: object(field('Id'), rows('Children')) }) }, field('TotalCount'))
    expect(detect('QueryReport', paged, response)).toMatchObject({ rowsPath: '.Data.Items' })
    expect(detect('ListTags', paged, object(rows('Tags'), field('TotalCount')))).toMatchObject({ rowsPath: '.Tags' })
  })

  it('says which other arrays could be the rows', () => {
    expect(detect('DescribeUsage', paged, object(rows('Discs'), rows('Nodes'), field('TotalCount')))).toMatchObject({ rowsPath: '.Discs', otherRowPaths: ['.Nodes'] })
  })

  it('takes a text whose example is a list for rows, where there is no array', () => {
    expect(detect('DescribePoints', [parameter('Cursor')], object(field('Cursor'), field('Points', { example: '[{"t":1}]' })))).toMatchObject({ offers: 'cursor', rowsPath: '.Points' })
  })

  it('ends on a schema that contains itself', () => {
    const folder = object(field('Name'), { name: 'Children', type: 'array', items: { type: 'object', ref: 'Folder' } }, { name: 'Parent', type: 'object', ref: 'Folder' })
    expect(detect('ListFolders', paged, object({ name: 'Root', type: 'object', ref: 'Folder' }, field('Total')), { Folder: folder })).toMatchObject({ offers: 'page', rowsPath: '.Root.Children' })
  })

  it('sends the fitting size with each mode, and page parameters that are text', () => {
    const found = detect('ListHorns', [...paged, parameter('NextToken'), parameter('MaxResults', { doc: { en: 'Valid values: 1 to 50.' } })], object(rows('Horns'), field('NextToken')))
    expect(found).toMatchObject({ offers: 'both', pageSizeField: 'PageSize', cursorSizeField: 'MaxResults', cursorSizeMax: 50 })
  })

  it('begins at page 0 only where the words say so', () => {
    const from = (en: string): Paging => detect('ListHorns', [parameter('PageIndex', { doc: { en } }), parameter('PageSize')], object(rows('Horns')))
    expect(from('Pages start from page 0.')).toMatchObject({ firstPage: 0 })
    expect(from('Default value: 0.')).toMatchObject({ firstPage: 0 })
    expect(from('Pages start from page 1. Default value: 1.')).toMatchObject({ firstPage: 1 })
  })

  it('tears no single thing into rows', () => {
    expect(detect('GetHorn', [], object(field('Id'), { name: 'Horn', ...object(field('Name'), rows('Parts')) }))).toEqual({ offers: 'none', source: 'sdk' })
    expect(detect('CreateHorns', [], object(rows('Horns')))).toEqual({ offers: 'none', source: 'sdk' })
  })
})
