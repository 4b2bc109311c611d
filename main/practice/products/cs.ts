/** CS 2015-12-15: DescribeClustersV1, the ROA operation of the sample. Without region_id it lists all regions. */
import { regionsOf, type OperationCall, type PracticeOperation } from '../cloud'
import { hexDigits } from '../dice'
import { writeJson, writeList, writeObject, type JsonText } from '../json'
import { environments, moment, nameRow, resourceId, tagRow, zoneId } from '../names'
import { pageByNumber } from '../paging'
import { readNumber } from '../parameters'
import { openRows, rowDice, type Place, type RowList } from '../rows'

/** No limit is published for page_size. */
const pageRule = { standard: 10, least: 1, most: 1000 }

/** `2024-05-17T16:30:12+08:00`, as container clusters write times. */
const localTime = (time: number): string => `${new Date(time + 8 * 3_600_000).toISOString().slice(0, 19)}+08:00`

function clusterRow(place: Place, index: number): JsonText {
  const dice = rowDice(place, 'CS/DescribeClustersV1', index)
  const created = moment(dice)
  return writeJson({
    cluster_id: `c${dice.text(hexDigits, 32)}`,
    name: nameRow(dice, index),
    region_id: place.region.regionId,
    zone_id: zoneId(place, dice),
    cluster_type: 'ManagedKubernetes',
    cluster_spec: dice.pick(['ack.pro.small', 'ack.standard']),
    profile: 'Default',
    state: dice.pick(['running', 'running', 'running', 'updating', 'stopped']),
    current_version: '1.31.1-aliyun.1',
    init_version: '1.28.3-aliyun.1',
    next_version: dice.isLucky(0.5) ? '1.32.1-aliyun.1' : '',
    size: dice.below(200),
    created: localTime(created),
    updated: localTime(created + 86_400_000),
    vpc_id: resourceId('vpc', place, dice),
    vswitch_id: resourceId('vsw', place, dice),
    vswitch_ids: [resourceId('vsw', place, dice), resourceId('vsw', place, dice)],
    security_group_id: resourceId('sg', place, dice),
    resource_group_id: resourceId('rg', place, dice),
    container_cidr: '172.20.0.0/16',
    service_cidr: '172.21.0.0/20',
    subnet_cidr: '172.20.0.0/16',
    network_mode: 'vpc',
    proxy_mode: 'ipvs',
    cluster_domain: 'cluster.local',
    timezone: 'Asia/Shanghai',
    deletion_protection: dice.isLucky(0.5),
    private_zone: false,
    docker_version: '',
    master_url: JSON.stringify({ intranet_api_server_endpoint: 'https://10.0.0.1:6443' }),
    meta_data: JSON.stringify({ Addons: [{ name: 'coredns', config: '' }], Capabilities: { NodeNameMode: 'nodeip' } }),
    operation_policy: { cluster_auto_upgrade: { enabled: dice.isLucky(0.5), channel: 'stable' } },
    tags: tagRow(dice, dice.pick(environments)).map(([key, value]) => ({ key, value })),
    worker_ram_role_name: `KubernetesWorkerRole-${dice.text(hexDigits, 8)}`,
  })
}

export const clusterList: RowList = { name: 'CS/DescribeClustersV1', isGlobal: false, row: clusterRow }

function describeClusters(call: OperationCall): Record<string, JsonText> {
  const { parameters, cloud, caller } = call
  const number = readNumber(parameters, 'page_number', { standard: 1, least: 1, most: Number.MAX_SAFE_INTEGER })
  const size = readNumber(parameters, 'page_size', pageRule)
  const page = pageByNumber(openRows(cloud.sample, clusterList, caller.accountId, regionsOf(call, 'region_id')), number, size, cloud.faults)
  return { clusters: writeList(page.rows), page_info: writeObject({ page_number: String(number), page_size: String(size), total_count: String(page.total) }) }
}

export const operations: PracticeOperation[] = [
  {
    product: 'CS',
    version: '2015-12-15',
    style: 'ROA',
    route: { method: 'GET', path: '/api/v1/clusters' },
    deniedCode: 'Forbidden.RAM',
    name: 'DescribeClustersV1',
    ramAction: 'cs:DescribeClustersV1',
    required: [],
    answer: describeClusters,
  },
]
