/** Sas 2018-12-03: DescribeCloudCenterInstances, whose paging facts lie inside PageInfo. Central: without RegionId it lists all regions. */
import { regionsOf, type OperationCall, type PracticeOperation } from '../cloud'
import { exact, writeJson, writeList, writeObject, type JsonText } from '../json'
import { bigNumbers, macAddress, moment, nameRow, privateIp, publicIp, resourceId, uuid } from '../names'
import { pageByCursor, pageByNumber } from '../paging'
import { has, isTrue, readNumber } from '../parameters'
import { openRows, rowDice, type Place, type RowList } from '../rows'

/** No limit is published for PageSize; the default is. */
const pageRule = { standard: 20, least: 1, most: 1000 }

function assetRow(place: Place, index: number): JsonText {
  const dice = rowDice(place, 'Sas/DescribeCloudCenterInstances', index)
  const address = privateIp(dice)
  const [risks, holes] = [dice.below(5), dice.below(9)]
  const yesNo = (count: number): string => (count > 0 ? 'YES' : 'NO')
  return writeJson({
    Uuid: uuid(dice),
    InstanceId: resourceId('i', place, dice),
    InstanceName: nameRow(dice, index),
    AssetType: '0',
    AssetTypeName: 'ECS',
    Vendor: 0,
    VendorName: 'ALIYUN',
    Flag: 0,
    FlagName: 'ALIYUN',
    Status: dice.pick(['Running', 'notRunning']),
    ClientStatus: dice.pick(['online', 'online', 'offline', 'pause']),
    ClientSubStatus: 'online',
    Bind: true,
    AuthVersion: 7,
    AuthVersionName: 'Ultimate',
    AuthModifyTime: moment(dice),
    CreatedTime: moment(dice),
    LastLoginTimestamp: moment(dice),
    GroupId: exact(bigNumbers[index % bigNumbers.length] as string),
    GroupTrace: dice.pick(['default', '生产/支付']),
    Importance: dice.below(3),
    Region: `${place.region.regionId}-finance`,
    RegionId: place.region.regionId,
    RegionName: place.region.names.en,
    Ip: address,
    IntranetIp: address,
    InternetIp: dice.isLucky(0.3) ? publicIp(dice) : '',
    IpListString: `${address},127.0.0.1`,
    MacListString: macAddress(dice),
    VpcInstanceId: resourceId('vpc', place, dice),
    Os: 'linux',
    OsName: 'Alibaba Cloud Linux 3.2104',
    Kernel: '5.10.134-16.1.al8.x86_64',
    Cores: 4,
    Mem: 16_384,
    CpuInfo: 'Intel(R) Xeon(R) Platinum 8369B CPU @ 2.70GHz',
    AlarmStatus: yesNo(risks),
    RiskStatus: yesNo(risks),
    RiskCount: JSON.stringify({ account: 0, health: risks, suspicious: 0 }),
    HcStatus: yesNo(risks),
    HealthCheckCount: risks,
    SafeEventCount: 0,
    VulStatus: yesNo(holes),
    VulCount: holes,
    ExposedStatus: 0,
    HasContainer: 'NO',
    PodCount: 0,
    PostPaidFlag: 0,
  })
}

export const assetList: RowList = { name: 'Sas/DescribeCloudCenterInstances', isGlobal: false, row: assetRow }

function describeAssets(call: OperationCall): Record<string, JsonText> {
  const { parameters, cloud, caller } = call
  const rows = openRows(cloud.sample, assetList, caller.accountId, regionsOf(call))
  const size = readNumber(parameters, 'PageSize', pageRule)
  const isByCursor = isTrue(parameters, 'UseNextToken') || has(parameters, 'NextToken')
  const number = readNumber(parameters, 'CurrentPage', { standard: 1, least: 1, most: Number.MAX_SAFE_INTEGER })
  const page = isByCursor ? pageByCursor(rows, parameters.NextToken ?? '', size, cloud.faults) : { ...pageByNumber(rows, number, size, cloud.faults), next: '' }
  const facts = { Count: String(page.rows.length), CurrentPage: String(number), PageSize: String(size), TotalCount: String(page.total), NextToken: writeJson(page.next) }
  return { Instances: writeList(page.rows), PageInfo: writeObject(facts), Success: 'true' }
}

export const operations: PracticeOperation[] = [
  {
    product: 'Sas',
    version: '2018-12-03',
    style: 'RPC',
    deniedCode: 'NoPermission',
    name: 'DescribeCloudCenterInstances',
    ramAction: 'yundun-sas:DescribeCloudCenterInstances',
    required: [],
    answer: describeAssets,
  },
]
