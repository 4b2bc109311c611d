/** Actiontrail 2020-07-06: LookupEvents, by cursor; no total. */
import { regionOf, type OperationCall, type PracticeOperation } from '../cloud'
import { digits } from '../dice'
import { exact, writeJson, writeList, type JsonText } from '../json'
import { bigNumbers, decimals, moment, nameRow, publicIp, secondTime, uuid } from '../names'
import { pageByCursor } from '../paging'
import { has, readNumber } from '../parameters'
import { refuse } from '../requestError'
import { openRows, rowDice, type Place, type RowList } from '../rows'

/** Source: the metadata of LookupEvents. */
const pageRule = { standard: 20, least: 1, most: 50, code: 'InvalidQueryParameter' }
const week = 7 * 86_400_000
const events = [
  { name: 'DescribeInstances', service: 'Ecs', rw: 'Read' },
  { name: 'RunInstances', service: 'Ecs', rw: 'Write' },
  { name: 'AssumeRole', service: 'Sts', rw: 'Read' },
  { name: 'CreateUser', service: 'Ram', rw: 'Write' },
]

function eventRow(place: Place, index: number): JsonText {
  const dice = rowDice(place, 'Actiontrail/LookupEvents', index)
  const event = dice.pick(events)
  return writeJson({
    eventId: uuid(dice).toUpperCase(),
    eventVersion: 1,
    eventName: event.name,
    eventType: 'ApiCall',
    eventRW: event.rw,
    eventSource: `${event.service.toLowerCase()}.${place.region.regionId}.aliyuncs.com`,
    serviceName: event.service,
    acsRegion: place.region.regionId,
    eventTime: secondTime(moment(dice)),
    sourceIpAddress: publicIp(dice),
    userAgent: nameRow(dice, index),
    isGlobal: false,
    errorCode: index % 6 === 5 ? 'NoPermission' : undefined,
    resourceName: null,
    userIdentity: {
      type: dice.pick(['ram-user', 'assumed-role']),
      accountId: place.accountId,
      principalId: `2${dice.text(digits, 17)}`,
      userName: 'operator',
      sessionContext: { attributes: { mfaAuthenticated: 'false', creationDate: secondTime(moment(dice)) } },
    },
    requestParameters: index % 3 === 0 ? { RegionId: place.region.regionId, MaxResults: 100, 'Tag.1.Key': 'env' } : {},
    responseElements: index % 4 === 0 ? { sequence: exact(bigNumbers[index % bigNumbers.length] as string), cost: exact(decimals[index % decimals.length] as string) } : undefined,
  })
}

export const eventList: RowList = { name: 'Actiontrail/LookupEvents', isGlobal: false, row: eventRow }

function readTime(call: OperationCall, name: 'StartTime' | 'EndTime', standard: number): number {
  if (!has(call.parameters, name)) return standard
  const time = Date.parse(call.parameters[name] as string)
  if (Number.isNaN(time)) throw refuse(400, `InvalidParameter${name}`, `The specified ${name} is invalid.`)
  return time
}

/** The time range is checked and repeated; the rows are the same in every range, so that truth does not depend on the clock. */
function lookupEvents(call: OperationCall): Record<string, JsonText | undefined> {
  const { parameters, cloud, caller } = call
  const start = readTime(call, 'StartTime', cloud.now() - week)
  const end = readTime(call, 'EndTime', cloud.now())
  if (end <= start) throw refuse(400, 'InvalidParameterCombination', 'The end time must be later than the start time.')
  const rows = openRows(cloud.sample, eventList, caller.accountId, [regionOf(call)])
  const page = pageByCursor(rows, parameters.NextToken ?? '', readNumber(parameters, 'MaxResults', pageRule), cloud.faults)
  return {
    StartTime: writeJson(secondTime(start)),
    EndTime: writeJson(secondTime(end)),
    Events: writeList(page.rows),
    NextToken: page.next === '' ? undefined : writeJson(page.next),
  }
}

export const operations: PracticeOperation[] = [
  { product: 'Actiontrail', version: '2020-07-06', style: 'RPC', deniedCode: 'NoPermission', name: 'LookupEvents', ramAction: 'actiontrail:LookupEvents', required: [], answer: lookupEvents },
]
