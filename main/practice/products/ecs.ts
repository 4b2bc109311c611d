/** Ecs 2014-05-26: regions, instances by page number and by cursor, and two operations that would change something. */
import type { OperationCall, PracticeOperation } from '../cloud'
import { regionOf, remember } from '../cloud'
import { rollDice } from '../dice'
import { writeJson, writeList, writeObject, type JsonText } from '../json'
import { decimals } from '../names'
import { regions, type PracticeRegion } from '../organisation'
import { pageByCursor, pageByNumber } from '../paging'
import { has, isTrue, readList, readNumber, readTags } from '../parameters'
import { invalid, refuse } from '../requestError'
import { countRows, filterRows, openRows, type Place, type Rows } from '../rows'
import { instanceAttributes, instanceFacts, instanceId, instanceIndex, instanceList, instanceStatuses } from './ecsInstance'

const pageRule = { standard: 10, least: 1, most: 100 }
/** MaxResults below 10 counts as 10 and above 100 as 100. Source: the metadata of DescribeInstances. */
const [fewestResults, mostResults] = [10, 100]

export const regionRow = ({ regionId, names }: PracticeRegion, language = 'zh-CN'): JsonText =>
  writeJson({ RegionId: regionId, RegionEndpoint: `ecs.${regionId}.aliyuncs.com`, LocalName: language.startsWith('en') ? names.en : names.zh, Status: 'available' })

const describeRegions = ({ parameters }: OperationCall): Record<string, JsonText> => ({
  Regions: writeObject({ Region: writeList(regions.map((region) => regionRow(region, parameters.AcceptLanguage))) }),
})

function describeInstances(call: OperationCall): Record<string, JsonText> {
  const { parameters, cloud } = call
  const isByCursor = has(parameters, 'MaxResults') || has(parameters, 'NextToken')
  const rows = findInstances(call)
  const answer = (page: JsonText[]): Record<string, JsonText> => ({ Instances: writeObject({ Instance: writeList(page) }) })
  if (isByCursor) {
    const asked = readNumber(parameters, 'MaxResults', { standard: fewestResults, least: 1, most: Number.MAX_SAFE_INTEGER })
    const page = pageByCursor(rows, parameters.NextToken ?? '', Math.min(mostResults, Math.max(fewestResults, asked)), cloud.faults)
    // The metadata calls TotalCount invalid when a cursor is used; 0 keeps clients from trusting it.
    return { ...answer(page.rows), NextToken: writeJson(page.next), TotalCount: '0' }
  }
  const number = readNumber(parameters, 'PageNumber', { standard: 1, least: 1, most: Number.MAX_SAFE_INTEGER })
  const size = readNumber(parameters, 'PageSize', pageRule)
  const page = pageByNumber(rows, number, size, cloud.faults)
  return { ...answer(page.rows), TotalCount: String(page.total), PageNumber: String(number), PageSize: String(size), NextToken: '""' }
}

/** The place a call is about. */
function placeOf(call: OperationCall): Place {
  const regionId = regionOf(call)
  return { seed: call.cloud.sample.organisation.seed, accountId: call.caller.accountId, region: regions.find((one) => one.regionId === regionId) as PracticeRegion }
}

function findInstances(call: OperationCall): Rows {
  const { parameters, cloud, caller } = call
  const place = placeOf(call)
  const rows = openRows(cloud.sample, instanceList, caller.accountId, [place.region.regionId])
  if (has(parameters, 'InstanceIds')) {
    const wanted = new Set(readIds(parameters.InstanceIds as string).map((id) => instanceIndex(place, rows.count, id)))
    return filterRows(rows, `ids=${parameters.InstanceIds}`, (index) => wanted.has(index))
  }
  const { Status: status, InstanceName: name } = parameters
  if (status && !instanceStatuses.some((one) => one === status)) throw refuse(404, 'InvalidStatus.NotFound', 'The specified Status is not found.')
  const tags = readTags(parameters)
  if (!status && !name && tags.length === 0) return rows
  const pattern = name ? new RegExp(`^${name.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '[^]*')}$`) : undefined
  return filterRows(rows, JSON.stringify([status, name, tags]), (index) => {
    const facts = instanceFacts(place, index)
    const hasTags = tags.every(({ key, value }) => facts.tags.some(([ownKey, ownValue]) => ownKey === key && (value === undefined || ownValue === value)))
    return hasTags && (!status || facts.status === status) && (!pattern || pattern.test(facts.name))
  })
}

function readIds(text: string): string[] {
  try {
    const ids: unknown = JSON.parse(text)
    if (Array.isArray(ids) && ids.length <= mostResults && ids.every((id) => typeof id === 'string')) return ids
  } catch {
    throw invalid('InstanceIds')
  }
  throw invalid('InstanceIds')
}

const unknownInstance = (): Error => refuse(404, 'InvalidInstanceId.NotFound', 'The specified InstanceId does not exist.')

/** The operation takes no region: an endpoint knows the instances of its own, and one address here stands for all of them. */
function describeInstanceAttribute({ parameters, cloud, caller }: OperationCall): Record<string, JsonText> {
  const { sample } = cloud
  for (const region of regions) {
    const place: Place = { seed: sample.organisation.seed, accountId: caller.accountId, region }
    const index = instanceIndex(place, countRows(sample, caller.accountId, region.regionId), parameters.InstanceId ?? '')
    if (index !== undefined) return instanceAttributes(place, index)
  }
  throw unknownInstance()
}

const refuseDryRun = (): Error => refuse(400, 'DryRunOperation', 'Request validation has been passed with DryRun flag set.')

function runInstances(call: OperationCall): Record<string, JsonText> {
  const { parameters, cloud } = call
  const place = placeOf(call)
  const amount = readNumber(parameters, 'Amount', { standard: 1, least: 1, most: 100 })
  if (!has(parameters, 'ImageId') && !has(parameters, 'ImageFamily') && !has(parameters, 'LaunchTemplateId')) throw refuse(400, 'MissingParameter', 'The input parameter ImageId that is mandatory for processing this request is not supplied.')
  if (!has(parameters, 'InstanceType') && !has(parameters, 'LaunchTemplateId')) throw refuse(400, 'MissingParameter', 'The input parameter InstanceType that is mandatory for processing this request is not supplied.')
  if (isTrue(parameters, 'DryRun')) throw refuseDryRun()
  remember(call, 'Ecs/RunInstances')
  const dice = rollDice(place.seed, 'RunInstances', cloud.mutations.length)
  const ids = Array.from({ length: amount }, (_, at) => instanceId(place, 1_000_000_000 + dice.below(1_000_000) + at))
  return { InstanceIdSets: writeJson({ InstanceIdSet: ids }), OrderId: writeJson(dice.text('0123456789', 15)), TradePrice: decimals[0] as string }
}

function stopInstances(call: OperationCall): Record<string, JsonText> {
  const { parameters, cloud } = call
  const place = placeOf(call)
  const ids = readList(parameters, 'InstanceId')
  if (ids.length === 0) throw refuse(400, 'MissingParameter', 'The input parameter InstanceId that is mandatory for processing this request is not supplied.')
  const count = countRows(cloud.sample, place.accountId, place.region.regionId)
  const indices = ids.map((id) => instanceIndex(place, count, id))
  if (indices.includes(undefined)) throw unknownInstance()
  if (isTrue(parameters, 'DryRun')) throw refuseDryRun()
  remember(call, 'Ecs/StopInstances')
  const response = (id: string, at: number): JsonText =>
    writeJson({ InstanceId: id, PreviousStatus: instanceFacts(place, indices[at] as number).status, CurrentStatus: 'Stopping', Code: '200', Message: 'success' })
  return { InstanceResponses: writeObject({ InstanceResponse: writeList(ids.map(response)) }) }
}

const common = { product: 'Ecs', version: '2014-05-26', style: 'RPC', deniedCode: 'Forbidden.RAM' } as const
export const operations: PracticeOperation[] = [
  { ...common, name: 'DescribeRegions', ramAction: 'ecs:DescribeRegions', required: [], answer: describeRegions },
  { ...common, name: 'DescribeInstances', ramAction: 'ecs:DescribeInstances', required: ['RegionId'], answer: describeInstances },
  { ...common, name: 'DescribeInstanceAttribute', ramAction: 'ecs:DescribeInstanceAttribute', required: ['InstanceId'], answer: describeInstanceAttribute },
  { ...common, name: 'RunInstances', ramAction: 'ecs:RunInstances', required: ['RegionId'], answer: runInstances },
  { ...common, name: 'StopInstances', ramAction: 'ecs:StopInstances', required: ['RegionId'], answer: stopInstances },
]
