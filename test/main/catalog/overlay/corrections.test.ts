/** Corrections by hand: the parameters without which an operation does not page. */
import { expect, it } from 'vitest'
import { corrected } from '../../../../main/catalog/overlay/corrections'
import type { Operation, Paging } from '../../../../shared/catalog'

const operation = (product: string, parameter: string, paging: Omit<Paging, 'source'>): Operation => ({
  product, version: '1', name: 'ListHorns', style: 'RPC', method: 'POST', path: '/', requestBody: 'none', responseBody: 'json', auth: 'AK', kind: 'read', source: 'meta', docUrl: '',
  parameters: [{ name: parameter, type: 'string', position: 'query' }],
  paging: { ...paging, source: 'meta' },
})
const cursor: Omit<Paging, 'source'> = { offers: 'cursor', cursorField: 'nextToken', cursorPath: '.nextToken', rowsPath: '.rows' }
const page: Omit<Paging, 'source'> = { offers: 'page', pageField: 'PageNumber', rowsPath: '.rows' }

it.each([
  ['Sas', 'UseNextToken', cursor, { UseNextToken: 'true' }],
  ['eflo', 'EnablePage', page, { EnablePage: 'true' }],
  ['devops', 'pagination', cursor, { pagination: 'keyset' }],
  ['Sas', 'UseNextToken', page, undefined],
  ['Sas', 'Other', cursor, undefined],
  ['Ecs', 'EnablePage', page, undefined],
])('%s is told %s where it pages that way', (product, parameter, paging, extra) => {
  expect(corrected(operation(product, parameter, paging)).paging?.extra).toEqual(extra)
})
