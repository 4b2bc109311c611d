/** Security Center 2018-12-03: the list operations that its operators need most, for it has no SDK package on npm. Facts: Alibaba Cloud's API reference of Security Center; words: ours. */
import type { StoredOperation } from '../format'
import { field, listOf, object, oneOf, parameter, plain } from './shape'

const rpc = { style: 'RPC', method: 'POST', path: '/', requestBody: 'none', responseBody: 'json', auth: 'AK' } as const

const page = [
  parameter(field('CurrentPage', 'integer', 'Page number. Pages start from 1.', '页码，从 1 开始。', { default: '1', minimum: '1', example: '1' })),
  parameter(field('PageSize', 'integer', 'Rows per page.', '每页的条数。', { default: '20', minimum: '1', example: '100' })),
]
const lang = parameter(field('Lang', 'string', 'Language of texts in the answer.', '返回文本的语言。', { default: 'zh', ...oneOf({ zh: ['Chinese', '中文'], en: ['English', '英文'] }) }))
const directoryAccount = parameter(field('ResourceDirectoryAccountId', 'long', 'Account UID of a member of the resource directory.', '资源目录成员的账号 UID。', { example: '1203456789012345' }))
const cursor = [
  parameter(field('UseNextToken', 'boolean', 'Page by cursor instead of page number. The total is then not returned.', '使用游标而不是页码翻页，此时不返回总数。', { default: 'false' })),
  parameter(field('NextToken', 'string', 'Cursor from the previous answer; empty on the first request.', '上一次返回的游标，首次请求留空。')),
]

export const sasOperations: StoredOperation[] = [
  {
    ...rpc,
    name: 'DescribeCloudCenterInstances',
    summary: { en: 'Lists the assets that Security Center knows: servers, containers and cloud products.', zh: '查询云安全中心的资产列表，包括服务器、容器和云产品。' },
    parameters: [
      parameter(field('Criteria', 'string', 'Search conditions as a JSON list of name and value pairs; letter case counts.', '搜索条件，由名称和取值组成的 JSON 列表，区分大小写。', { example: '[{"name":"riskStatus","value":"YES"}]' })),
      parameter(field('LogicalExp', 'string', 'How several conditions combine.', '多个条件之间的关系。', { default: 'OR', ...oneOf({ OR: ['any condition', '满足任一条件'], AND: ['all conditions', '满足全部条件'] }) })),
      parameter(
        field('MachineTypes', 'string', 'Kind of asset.', '资产类型。', {
          example: 'ecs',
          ...oneOf({ ecs: ['server', '服务器'], cloud_product: ['cloud product', '云产品'], eci: ['elastic container instance', '弹性容器实例'], rund: ['RunD container', 'RunD 容器'], runc: ['RunC container', 'RunC 容器'] }),
        }),
      ),
      parameter(field('Importance', 'integer', 'Importance of the asset.', '资产重要性。', oneOf({ 2: ['important', '重要'], 1: ['common', '一般'], 0: ['test', '测试'] }))),
      parameter(field('Flags', 'string', 'Vendors, separated by commas: 0 is Alibaba Cloud.', '资产厂商，以逗号分隔：0 为阿里云。', { example: '0' })),
      parameter(field('NoGroupTrace', 'boolean', 'Leave the name of the default group untranslated.', '默认分组名称不做国际化。', { default: 'false' })),
      ...page,
      ...cursor,
      lang,
      directoryAccount,
      parameter(field('RegionId', 'string', 'Region of the assets; no longer used.', '资产所在地域，已不再使用。', { deprecated: true, example: 'cn-hangzhou' })),
    ],
    response: object(
      listOf('Instances', object(
        ...plain('string', 'InstanceId', 'InstanceName', 'Uuid', 'RegionId', 'Region', 'RegionName', 'Status', 'ClientStatus', 'ClientSubStatus', 'InternetIp', 'IntranetIp', 'Ip', 'IpListString', 'MacListString', 'Os', 'OsName', 'Kernel', 'CpuInfo'),
        ...plain('integer', 'Cores', 'Mem', 'Importance', 'ExposedStatus', 'Flag', 'Vendor', 'AuthVersion', 'PostPaidFlag', 'VulCount', 'SafeEventCount', 'HealthCheckCount', 'PodCount'),
        ...plain('string', 'AlarmStatus', 'RiskStatus', 'VulStatus', 'HcStatus', 'RiskCount', 'AssetType', 'AssetTypeName', 'AuthVersionName', 'FlagName', 'VendorName', 'VendorUid', 'VendorUserName', 'VpcInstanceId', 'ClusterId', 'ClusterName', 'HasContainer', 'GroupTrace', 'Tag', 'TagId', 'TagResources', 'AppId', 'AppName', 'ServiceId'),
        ...plain('boolean', 'Bind'),
        ...plain('long', 'GroupId', 'AuthModifyTime', 'CreatedTime', 'LastLoginTimestamp'),
      )),
      { name: 'PageInfo', ...object(...plain('integer', 'Count', 'CurrentPage', 'PageSize', 'TotalCount'), ...plain('string', 'NextToken')) },
      ...plain('string', 'RequestId'),
      ...plain('boolean', 'Success'),
    ),
  },
  {
    ...rpc,
    name: 'DescribeVulList',
    summary: { en: 'Lists vulnerabilities found on assets.', zh: '查询资产上发现的漏洞。' },
    parameters: [
      parameter(
        field('Type', 'string', 'Kind of vulnerability.', '漏洞类型。', {
          required: 'yes',
          example: 'cve',
          ...oneOf({ cve: ['Linux software', 'Linux 软件漏洞'], sys: ['Windows system', 'Windows 系统漏洞'], cms: ['Web-CMS', 'Web-CMS 漏洞'], app: ['application', '应用漏洞'], emg: ['urgent', '应急漏洞'], sca: ['software composition', '软件成分分析'] }),
        }),
      ),
      parameter(field('Dealed', 'string', 'Whether it is fixed.', '是否已处理。', oneOf({ y: ['fixed', '已处理'], n: ['not fixed', '未处理'] }))),
      parameter(field('Necessity', 'string', 'Priorities, separated by commas: asap, later, nntf.', '修复优先级，以逗号分隔：asap、later、nntf。', { example: 'asap,later' })),
      parameter(field('StatusList', 'string', 'Status numbers, separated by commas: 1 unfixed, 7 fixed.', '状态编号，以逗号分隔：1 未修复，7 已修复。', { example: '1,7' })),
      parameter(field('Uuids', 'string', 'Asset UUIDs, separated by commas.', '资产 UUID，以逗号分隔。')),
      parameter(field('AliasName', 'string', 'Name of the vulnerability.', '漏洞名称。')),
      parameter(field('Remark', 'string', 'Address or name of the asset.', '资产的 IP 或名称。')),
      ...plain('string', 'Name', 'AttachTypes', 'TargetType', 'GroupId', 'ClusterId', 'Ids', 'VpcInstanceIds').map((one) => parameter(one)),
      ...page,
      ...cursor,
      lang,
      directoryAccount,
    ],
    response: object(
      listOf('VulRecords', object(
        ...plain('string', 'Name', 'AliasName', 'Type', 'Necessity', 'Level', 'InstanceId', 'InstanceName', 'InternetIp', 'IntranetIp', 'RegionId', 'Uuid', 'Related', 'Tag', 'OsName', 'OsVersion', 'ResultCode', 'ResultMessage', 'AuthVersion'),
        ...plain('integer', 'Status', 'Progress'),
        ...plain('long', 'PrimaryId', 'GroupId', 'FirstTs', 'LastTs', 'ModifyTs', 'RepairTs'),
        ...plain('boolean', 'Online', 'Bind', 'RealRisk'),
      )),
      ...plain('integer', 'CurrentPage', 'PageSize', 'TotalCount'),
      ...plain('string', 'NextToken', 'RequestId'),
    ),
  },
  {
    ...rpc,
    name: 'DescribeSuspEvents',
    summary: { en: 'Lists security alerts.', zh: '查询安全告警列表。' },
    parameters: [
      parameter(field('Dealed', 'string', 'Whether the alert is handled.', '告警是否已处理。', oneOf({ Y: ['handled', '已处理'], N: ['not handled', '未处理'] }))),
      parameter(field('Levels', 'string', 'Severities, separated by commas: serious, suspicious, remind.', '告警等级，以逗号分隔：serious、suspicious、remind。', { example: 'serious' })),
      parameter(field('Status', 'string', 'Status number: 1 pending, 2 ignored, 32 handled.', '状态编号：1 待处理，2 已忽略，32 已处理。')),
      parameter(field('TimeStart', 'string', 'Last seen at or after.', '最近发生时间的起点。', { example: '2026-11-01 00:00:00' })),
      parameter(field('TimeEnd', 'string', 'Last seen at or before.', '最近发生时间的终点。', { example: '2026-11-22 23:59:59' })),
      parameter(field('Remark', 'string', 'Name of the alert, or name or address of the asset.', '告警名称，或资产的名称或 IP。')),
      ...plain('string', 'ParentEventTypes', 'EventNames', 'Name', 'Uuids', 'ClusterId', 'Source', 'SourceIp', 'AlarmUniqueInfo', 'UniqueInfo', 'TacticId', 'SortColumn', 'SortType').map((one) => parameter(one)),
      parameter(field('CurrentPage', 'string', 'Page number. Pages start from 1.', '页码，从 1 开始。', { default: '1', example: '1' })),
      parameter(field('PageSize', 'string', 'Rows per page. Maximum value: 100.', '每页的条数，最大值：100。', { default: '20', maximum: '100', example: '20' })),
      parameter(field('From', 'string', 'Source of the data.', '数据来源。', { default: 'sas', ...oneOf({ sas: ['Security Center', '云安全中心'] }) })),
      lang,
      directoryAccount,
    ],
    response: object(
      listOf('SuspEvents', object(
        ...plain('long', 'Id', 'LastTimeStamp', 'OccurrenceTimeStamp', 'OperateTime', 'SourceAliUid'),
        ...plain('string', 'Name', 'Level', 'AlarmEventName', 'AlarmEventType', 'AlarmEventNameDisplay', 'AlarmEventTypeDisplay', 'Desc', 'InstanceId', 'InstanceName', 'InternetIp', 'IntranetIp', 'Uuid', 'UniqueInfo', 'AlarmUniqueInfo', 'LastTime', 'OccurrenceTime', 'EventSubType', 'OperateMsg', 'SaleVersion', 'DataSource', 'SecurityEventIds'),
        ...plain('integer', 'EventStatus'),
        ...plain('boolean', 'CanBeDealOnLine', 'CanCancelFault', 'AutoBreaking', 'HasTraceInfo'),
      )),
      ...plain('integer', 'Count', 'CurrentPage', 'PageSize', 'TotalCount'),
      ...plain('string', 'RequestId'),
    ),
  },
]
