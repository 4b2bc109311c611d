/** Rds 2014-08-15: DescribeDBInstances, by page number and by cursor. */
import { regionOf, type OperationCall, type PracticeOperation } from '../cloud'
import { exact, writeJson, writeList, writeObject, type JsonText } from '../json'
import { bigNumbers, minuteTime, moment, nameRow, resourceId, zoneId } from '../names'
import { pageByCursor, pageByNumber } from '../paging'
import { has, readNumber } from '../parameters'
import { openRows, rowDice, type Place, type RowList } from '../rows'

/** Source: the parameter descriptions of DescribeDBInstances. */
const pageRule = { standard: 30, least: 1, most: 100 }
const engines = [
  { name: 'MySQL', version: '8.0' },
  { name: 'PostgreSQL', version: '16.0' },
  { name: 'SQLServer', version: '2019_std_ha' },
  { name: 'MariaDB', version: '10.6' },
]

function databaseRow(place: Place, index: number): JsonText {
  const dice = rowDice(place, 'Rds/DescribeDBInstances', index)
  const engine = dice.pick(engines)
  const created = moment(dice)
  return writeJson({
    DBInstanceId: resourceId('rm', place, dice),
    DBInstanceDescription: nameRow(dice, index),
    DBInstanceStatus: dice.pick(['Running', 'Running', 'Running', 'Rebooting', 'Stopped']),
    DBInstanceType: 'Primary',
    DBInstanceClass: 'mysql.n4.large.2c',
    DBInstanceCPU: String(2 ** (1 + dice.below(4))),
    DBInstanceMemory: exact(bigNumbers[index % bigNumbers.length] as string),
    DBInstanceNetType: 'Intranet',
    DBInstanceStorageType: 'cloud_essd',
    Engine: engine.name,
    EngineVersion: engine.version,
    Category: 'HighAvailability',
    ConnectionMode: 'Standard',
    ConnectionString: `${resourceId('rm', place, dice)}.mysql.rds.aliyuncs.com`,
    RegionId: place.region.regionId,
    ZoneId: zoneId(place, dice),
    InstanceNetworkType: 'VPC',
    VpcId: resourceId('vpc', place, dice),
    VSwitchId: resourceId('vsw', place, dice),
    VpcCloudInstanceId: resourceId('rm', place, dice),
    ResourceGroupId: resourceId('rg', place, dice),
    PayType: dice.isLucky(0.5) ? 'Postpaid' : 'Prepaid',
    CreateTime: minuteTime(created),
    ExpireTime: dice.isLucky(0.5) ? minuteTime(created + 365 * 86_400_000) : '',
    LockMode: 'Unlock',
    LockReason: '',
    MutriORsignle: false,
    DeletionProtection: dice.isLucky(0.5),
    ReadOnlyDBInstanceIds: { ReadOnlyDBInstanceId: dice.isLucky(0.3) ? [{ DBInstanceId: resourceId('rr', place, dice) }] : [] },
    TipsLevel: 0,
    BurstingEnabled: false,
  })
}

export const databaseList: RowList = { name: 'Rds/DescribeDBInstances', isGlobal: false, row: databaseRow }

function describeDatabases(call: OperationCall): Record<string, JsonText> {
  const { parameters, cloud, caller } = call
  const rows = openRows(cloud.sample, databaseList, caller.accountId, [regionOf(call)])
  const answer = (page: JsonText[], total: number): Record<string, JsonText> => ({
    Items: writeObject({ DBInstance: writeList(page) }),
    TotalRecordCount: String(total),
    PageRecordCount: String(page.length),
  })
  if (has(parameters, 'MaxResults') || has(parameters, 'NextToken')) {
    const page = pageByCursor(rows, parameters.NextToken ?? '', readNumber(parameters, 'MaxResults', pageRule), cloud.faults)
    return { ...answer(page.rows, page.total), NextToken: writeJson(page.next) }
  }
  const number = readNumber(parameters, 'PageNumber', { standard: 1, least: 1, most: Number.MAX_SAFE_INTEGER })
  const page = pageByNumber(rows, number, readNumber(parameters, 'PageSize', pageRule), cloud.faults)
  return { ...answer(page.rows, page.total), PageNumber: String(number), NextToken: '""' }
}

export const operations: PracticeOperation[] = [
  {
    product: 'Rds',
    version: '2014-08-15',
    style: 'RPC',
    deniedCode: 'Forbidden.RAM',
    name: 'DescribeDBInstances',
    ramAction: 'rds:DescribeDBInstances',
    required: ['RegionId'],
    answer: describeDatabases,
  },
]
