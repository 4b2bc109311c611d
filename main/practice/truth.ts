/** What the practice cloud holds, for whoever must compare: the exact JSON text of every row, without asking the server. */
import type { JsonText } from './json'
import { createOrganisation, homeRegion, regions } from './organisation'
import { eventList } from './products/actiontrail'
import { clusterList } from './products/cs'
import { regionRow } from './products/ecs'
import { attributeList, instanceList } from './products/ecsInstance'
import { userList } from './products/ram'
import { databaseList } from './products/rds'
import { accountRow } from './products/resourceManager'
import { assetList } from './products/sas'
import { taggedList } from './products/tag'
import { vpcList } from './products/vpc'
import { countRows, openRows, type RowList } from './rows'

/** `Ecs/DescribeInstances`: product and operation. */
export type TruthName =
  | 'Ecs/DescribeInstances'
  | 'Ecs/DescribeInstanceAttribute'
  | 'Vpc/DescribeVpcs'
  | 'Ram/ListUsers'
  | 'Rds/DescribeDBInstances'
  | 'Tag/ListTagResources'
  | 'Actiontrail/LookupEvents'
  | 'Sas/DescribeCloudCenterInstances'
  | 'CS/DescribeClustersV1'
  | 'ResourceManager/ListAccounts'
  | 'Ecs/DescribeRegions'

const lists: readonly RowList[] = [instanceList, attributeList, vpcList, userList, databaseList, taggedList, eventList, assetList, clusterList]

export interface TruthSource {
  seed: number
  scale: number
  /** As the cloud was started; absent: as it comes. */
  members?: number
}

/** Every row of an operation in one account and region, in the order the pages bring them. Ram/ListUsers and the directory are the same in every region. */
export function* truthRows({ seed, scale, members }: TruthSource, name: TruthName, accountId: string, regionId: string): Generator<JsonText> {
  const organisation = createOrganisation(seed, members)
  if (name === 'ResourceManager/ListAccounts') {
    for (const account of organisation.members) yield accountRow(organisation, account)
    return
  }
  if (name === 'Ecs/DescribeRegions') {
    for (const region of regions) yield regionRow(region)
    return
  }
  const list = lists.find((one) => one.name === name)
  if (!list) throw new RangeError(`There is no list ${name}.`)
  const rows = openRows({ organisation, scale }, list, accountId, [list.isGlobal ? homeRegion : regionId])
  for (let index = 0; index < rows.count; index += 1) yield rows.row(index)
}

/** How many rows an operation has in one account and region. */
export function truthCount({ seed, scale, members }: TruthSource, name: TruthName, accountId: string, regionId: string): number {
  const organisation = createOrganisation(seed, members)
  if (name === 'ResourceManager/ListAccounts') return organisation.members.length
  if (name === 'Ecs/DescribeRegions') return regions.length
  return countRows({ organisation, scale }, accountId, name === 'Ram/ListUsers' ? homeRegion : regionId)
}
