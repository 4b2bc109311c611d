/** Vpc 2016-04-28: DescribeVpcs, by page number. */
import { regionOf, type OperationCall, type PracticeOperation } from '../cloud'
import { exact, writeJson, writeList, writeObject, type JsonText } from '../json'
import { environments, moment, nameRow, resourceId, secondTime, tagRow } from '../names'
import { pageByNumber } from '../paging'
import { readNumber } from '../parameters'
import { openRows, rowDice, type Place, type RowList } from '../rows'

/** Source: the parameter description of DescribeVpcs. */
const pageRule = { standard: 10, least: 1, most: 50 }

function vpcRow(place: Place, index: number): JsonText {
  const dice = rowDice(place, 'Vpc/DescribeVpcs', index)
  const block = `10.${index % 256}.0.0/16`
  return writeJson({
    VpcId: resourceId('vpc', place, dice),
    VpcName: nameRow(dice, index),
    Description: '',
    Status: 'Available',
    RegionId: place.region.regionId,
    OwnerId: exact(place.accountId),
    CidrBlock: block,
    Ipv6CidrBlock: '',
    SecondaryCidrBlocks: { SecondaryCidrBlock: dice.isLucky(0.2) ? ['192.168.0.0/16'] : [] },
    UserCidrs: { UserCidr: [] },
    IsDefault: index === 0,
    EnabledIpv6: false,
    CenStatus: dice.isLucky(0.3) ? 'Attached' : 'Detached',
    CreationTime: secondTime(moment(dice)),
    VRouterId: resourceId('vrt', place, dice),
    RouterTableIds: { RouterTableIds: [resourceId('vtb', place, dice)] },
    NatGatewayIds: { NatGatewayIds: dice.isLucky(0.2) ? [resourceId('ngw', place, dice)] : [] },
    VSwitchIds: { VSwitchId: Array.from({ length: dice.below(4) }, () => resourceId('vsw', place, dice)) },
    ResourceGroupId: resourceId('rg', place, dice),
    DnsHostnameStatus: 'DISABLED',
    DhcpOptionsSetId: '',
    DhcpOptionsSetStatus: 'Available',
    Tags: { Tag: tagRow(dice, dice.pick(environments)).map(([key, value]) => ({ Key: key, Value: value })) },
  })
}

export const vpcList: RowList = { name: 'Vpc/DescribeVpcs', isGlobal: false, row: vpcRow }

function describeVpcs(call: OperationCall): Record<string, JsonText> {
  const { parameters, cloud, caller } = call
  const number = readNumber(parameters, 'PageNumber', { standard: 1, least: 1, most: Number.MAX_SAFE_INTEGER })
  const size = readNumber(parameters, 'PageSize', pageRule)
  const page = pageByNumber(openRows(cloud.sample, vpcList, caller.accountId, [regionOf(call)]), number, size, cloud.faults)
  return { Vpcs: writeObject({ Vpc: writeList(page.rows) }), TotalCount: String(page.total), PageNumber: String(number), PageSize: String(size) }
}

export const operations: PracticeOperation[] = [
  { product: 'Vpc', version: '2016-04-28', style: 'RPC', deniedCode: 'Forbidden.RAM', name: 'DescribeVpcs', ramAction: 'vpc:DescribeVpcs', required: ['RegionId'], answer: describeVpcs },
]
