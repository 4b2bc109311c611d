/** The rows of Ecs DescribeInstances, and the few facts of one that filters need. */
import { lowerAlnum, rollDice } from '../dice'
import { exact, writeJson, writeObject, type JsonText, type JsonValue } from '../json'
import { bigNumbers, decimals, environments, macAddress, minuteTime, moment, nameRow, privateIp, publicIp, resourceId, tagRow, uuid, zoneId } from '../names'
import { rowDice, type Place, type RowList } from '../rows'

export const instanceStatuses = ['Pending', 'Running', 'Starting', 'Stopping', 'Stopped'] as const
const likelyStatuses = ['Running', 'Running', 'Running', 'Running', 'Stopped', 'Stopped', 'Starting', 'Stopping'] as const
const sizes = [
  { type: 'ecs.g7.large', family: 'ecs.g7', cpu: 2, memory: 8192 },
  { type: 'ecs.c7.xlarge', family: 'ecs.c7', cpu: 4, memory: 8192 },
  { type: 'ecs.r7.2xlarge', family: 'ecs.r7', cpu: 8, memory: 65_536 },
  { type: 'ecs.gn7i-c8g1.2xlarge', family: 'ecs.gn7i', cpu: 8, memory: 30_720 },
]
const systems = [
  { zh: 'Alibaba Cloud Linux  3.2104 LTS 64位', en: 'Alibaba Cloud Linux  3.2104 LTS 64 bit', type: 'linux' },
  { zh: 'Ubuntu  22.04 64位', en: 'Ubuntu  22.04 64 bit', type: 'linux' },
  { zh: 'Windows Server  2022 数据中心版 64位中文版', en: 'Windows Server  2022 Data Center 64 bit', type: 'windows' },
]
const indexLength = 6

/** `i-bp1…`: the last characters carry the index, so that an ID leads back to its row. */
export function instanceId(place: Place, index: number): string {
  return `i-${place.region.idPrefix}${rollDice(place.seed, place.accountId, place.region.regionId, 'i', index).text(lowerAlnum, 11)}${index.toString(36).padStart(indexLength, '0')}`
}

/** The row of an instance ID, if this place has it. */
export function instanceIndex(place: Place, count: number, id: string): number | undefined {
  const index = parseInt(id.slice(-indexLength), 36)
  return index >= 0 && index < count && instanceId(place, index) === id ? index : undefined
}

/** What filters look at; cheap, for they look at every instance. */
export function instanceFacts(place: Place, index: number): { name: string; status: string; tags: [key: string, value: string][] } {
  const dice = rowDice(place, 'Ecs/facts', index)
  return { name: nameRow(dice, index), status: dice.pick(likelyStatuses), tags: tagRow(dice, dice.pick(environments)) }
}

function instanceRow(place: Place, index: number): string {
  const dice = rowDice(place, 'Ecs/DescribeInstances', index)
  const { name, status, tags } = instanceFacts(place, index)
  const size = dice.pick(sizes)
  const system = dice.pick(systems)
  const created = moment(dice)
  const address = privateIp(dice)
  const isPrepaid = dice.isLucky(0.3)
  const hasEip = dice.isLucky(0.25)
  const hasGpu = size.family === 'ecs.gn7i'
  return writeJson({
    InstanceId: instanceId(place, index),
    InstanceName: name,
    Description: index % 5 === 0 ? '' : `${name} (${size.type})`,
    HostName: `host${index}`,
    Status: status,
    RegionId: place.region.regionId,
    ZoneId: zoneId(place, dice),
    InstanceType: size.type,
    InstanceTypeFamily: size.family,
    Cpu: size.cpu,
    Memory: size.memory,
    CpuOptions: { CoreCount: size.cpu / 2, ThreadsPerCore: 2, Numa: 'ON', TopologyType: 'DiscreteCoreToHTMapping' },
    GPUAmount: hasGpu ? 1 : 0,
    GPUSpec: hasGpu ? 'NVIDIA A10' : '',
    LocalStorageAmount: index % 4,
    LocalStorageCapacity: exact(bigNumbers[index % bigNumbers.length] as string),
    SpotPriceLimit: exact(decimals[index % decimals.length] as string),
    SpotStrategy: isPrepaid ? 'NoSpot' : 'SpotWithPriceLimit',
    SpotDuration: 1,
    SpotInterruptionBehavior: 'Terminate',
    InstanceChargeType: isPrepaid ? 'PrePaid' : 'PostPaid',
    SaleCycle: isPrepaid ? 'month' : '',
    CreationTime: minuteTime(created),
    StartTime: minuteTime(created + 60_000),
    ExpiredTime: isPrepaid ? minuteTime(created + 365 * 86_400_000) : '2099-12-31T15:59Z',
    AutoReleaseTime: '',
    ImageId: `aliyun_3_x64_20G_alibase_2024${String(1 + dice.below(12)).padStart(2, '0')}15.vhd`,
    ImageOptions: { LoginAsNonRoot: dice.isLucky(0.5), CurrentOSNVMeSupported: true },
    OSName: system.zh,
    OSNameEn: system.en,
    OSType: system.type,
    InstanceNetworkType: 'vpc',
    InternetChargeType: 'PayByTraffic',
    InternetMaxBandwidthIn: 200,
    InternetMaxBandwidthOut: dice.below(100),
    IoOptimized: true,
    DeviceAvailable: true,
    DeletionProtection: dice.isLucky(0.4),
    Recyclable: false,
    EnableNVS: false,
    StoppedMode: status === 'Stopped' ? 'StopCharging' : 'Not-applicable',
    ClusterId: '',
    HpcClusterId: '',
    DeploymentSetId: '',
    CreditSpecification: '',
    KeyPairName: dice.isLucky(0.5) ? 'ops-2026' : '',
    SerialNumber: uuid(dice),
    ResourceGroupId: dice.isLucky(0.3) ? resourceId('rg', place, dice) : '',
    VlanId: '',
    VpcAttributes: { VpcId: resourceId('vpc', place, rowDice(place, 'vpc', index % 4)), VSwitchId: resourceId('vsw', place, dice), NatIpAddress: '', PrivateIpAddress: { IpAddress: [address] } },
    PublicIpAddress: { IpAddress: hasEip ? [] : [publicIp(dice)] },
    InnerIpAddress: { IpAddress: [] },
    RdmaIpAddress: { IpAddress: [] },
    EipAddress: hasEip
      ? { AllocationId: resourceId('eip', place, dice), IpAddress: publicIp(dice), Bandwidth: 5, InternetChargeType: 'PayByTraffic', IsSupportUnassociate: true }
      : { AllocationId: '', IpAddress: '', InternetChargeType: '' },
    NetworkInterfaces: {
      NetworkInterface: [
        {
          Type: 'Primary',
          NetworkInterfaceId: resourceId('eni', place, dice),
          MacAddress: macAddress(dice),
          PrimaryIpAddress: address,
          PrivateIpSets: { PrivateIpSet: [{ PrivateIpAddress: address, Primary: true }] },
          Ipv6Sets: { Ipv6Set: [] },
        },
      ],
    },
    SecurityGroupIds: { SecurityGroupId: [resourceId('sg', place, dice), ...(dice.isLucky(0.3) ? [resourceId('sg', place, dice)] : [])] },
    Tags: { Tag: tags.map(([key, value]) => ({ TagKey: key, TagValue: value })) },
    OperationLocks: { LockReason: dice.isLucky(0.05) ? [{ LockReason: 'financial', LockMsg: 'overdue, "locked"' }] : [] },
    MetadataOptions: { HttpEndpoint: 'enabled', HttpTokens: 'optional', HttpPutResponseHopLimit: 0 },
    DedicatedHostAttribute: { DedicatedHostId: '', DedicatedHostName: '', DedicatedHostClusterId: '' },
    DedicatedInstanceAttribute: { Tenancy: 'default', Affinity: 'default' },
    EcsCapacityReservationAttr: { CapacityReservationId: '', CapacityReservationPreference: '' },
    // A column that few rows have, so that tables must grow one while pages arrive.
    HibernationOptions: index % 40 === 39 ? { Configured: true } : undefined,
  })
}

/** What DescribeInstanceAttribute tells of an instance; the same as its row says. */
const attributeNames = [
  'InstanceId', 'InstanceName', 'Description', 'HostName', 'Status', 'RegionId', 'ZoneId', 'ClusterId', 'InstanceType', 'Cpu', 'Memory', 'ImageId', 'SerialNumber', 'InstanceNetworkType', 'CreationTime', 'ExpiredTime',
  'InstanceChargeType', 'InternetChargeType', 'InternetMaxBandwidthIn', 'InternetMaxBandwidthOut', 'StoppedMode', 'CreditSpecification', 'VlanId', 'VpcAttributes', 'PublicIpAddress', 'InnerIpAddress', 'EipAddress', 'SecurityGroupIds',
  'OperationLocks', 'DedicatedHostAttribute',
] as const

export function instanceAttributes(place: Place, index: number): Record<string, JsonText> {
  const row = JSON.parse(instanceRow(place, index)) as Record<string, JsonValue>
  return { ...Object.fromEntries(attributeNames.map((name) => [name, writeJson(row[name] ?? null)])), IoOptimized: writeJson('optimized') }
}
export const attributeList: RowList = { name: 'Ecs/DescribeInstanceAttribute', isGlobal: false, row: (place, index) => writeObject(instanceAttributes(place, index)) }

export const instanceList: RowList = { name: 'Ecs/DescribeInstances', isGlobal: false, row: instanceRow }
