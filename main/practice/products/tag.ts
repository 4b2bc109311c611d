/** Tag 2018-08-28: ListTagResources, by cursor. */
import { regionOf, type OperationCall, type PracticeOperation } from '../cloud'
import { writeJson, writeList, type JsonText } from '../json'
import { environments, resourceId, tagRow } from '../names'
import { pageByCursor } from '../paging'
import { readNumber } from '../parameters'
import { openRows, rowDice, type Place, type RowList } from '../rows'

/** Source: the parameter description of ListTagResources. */
const pageRule = { standard: 50, least: 1, most: 1000 }
const kinds = [
  { product: 'ecs', type: 'instance', prefix: 'i' },
  { product: 'ecs', type: 'disk', prefix: 'd' },
  { product: 'vpc', type: 'vpc', prefix: 'vpc' },
  { product: 'rds', type: 'dbinstance', prefix: 'rm' },
]

function taggedRow(place: Place, index: number): JsonText {
  const dice = rowDice(place, 'Tag/ListTagResources', index)
  const kind = dice.pick(kinds)
  return writeJson({
    ResourceARN: `arn:acs:${kind.product}:${place.region.regionId}:${place.accountId}:${kind.type}/${resourceId(kind.prefix, place, dice)}`,
    Tags: tagRow(dice, dice.pick(environments)).map(([key, value]) => ({ Key: key, Value: value, Category: 'Custom' })),
  })
}

export const taggedList: RowList = { name: 'Tag/ListTagResources', isGlobal: false, row: taggedRow }

function listTagResources(call: OperationCall): Record<string, JsonText> {
  const { parameters, cloud, caller } = call
  const rows = openRows(cloud.sample, taggedList, caller.accountId, [regionOf(call)])
  const page = pageByCursor(rows, parameters.NextToken ?? '', readNumber(parameters, 'PageSize', pageRule), cloud.faults)
  return { TagResources: writeList(page.rows), NextToken: writeJson(page.next) }
}

export const operations: PracticeOperation[] = [
  { product: 'Tag', version: '2018-08-28', style: 'RPC', deniedCode: 'NoPermission', name: 'ListTagResources', ramAction: 'tag:ListTagResources', required: ['RegionId'], answer: listTagResources },
]
