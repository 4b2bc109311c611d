/** ActionTrail 2020-07-06: reading events, trails and the use of AccessKeys, for it has no SDK package on npm. Facts: Alibaba Cloud's published API metadata; words: ours. */
import type { StoredOperation } from '../format'
import { field, listOf, object, oneOf, parameter, plain } from './shape'

const rpc = { style: 'RPC', method: 'POST', path: '/', requestBody: 'none', responseBody: 'json', auth: 'AK' } as const

const nextToken = parameter(field('NextToken', 'string', 'Cursor from the previous answer; the other parameters must stay the same.', '上一次返回的游标，其他参数须保持不变。'))

export const actiontrailOperations: StoredOperation[] = [
  {
    ...rpc,
    name: 'LookupEvents',
    summary: { en: 'Searches the events of the last 90 days: who did what, when and from where.', zh: '检索最近 90 天的操作事件：何人、何时、从何处做了什么。' },
    doc: {
      en: 'Meant for occasional questions: at most 10 calls a second. Deliver a trail to Simple Log Service for anything larger.',
      zh: '适合偶尔查询：每秒最多 10 次。大量查询请将跟踪投递到日志服务。',
    },
    parameters: [
      parameter(field('StartTime', 'string', 'First moment, ISO 8601 in UTC; seven days ago where both times are absent.', '起始时间，ISO 8601 格式的 UTC 时间；起止时间都不填时为七天前。', { example: '2026-11-15T00:00:00Z' })),
      parameter(field('EndTime', 'string', 'Last moment, ISO 8601 in UTC; now where both times are absent.', '结束时间，ISO 8601 格式的 UTC 时间；起止时间都不填时为当前时间。', { example: '2026-11-22T00:00:00Z' })),
      parameter(field('Direction', 'string', 'Order of the events.', '事件的时间顺序。', { default: 'BACKWARD', ...oneOf({ BACKWARD: ['newest first', '最新的在前'], FORWARD: ['oldest first', '最早的在前'] }) })),
      parameter({
        ...field('LookupAttribute', 'array', 'One or two conditions.', '一至两个检索条件。'),
        items: object(
          field('Key', 'string', 'What to compare.', '检索项。', { example: 'ServiceName', values: ['ServiceName', 'EventName', 'User', 'EventId', 'ResourceType', 'ResourceName', 'EventRW', 'EventAccessKeyId'].map((value) => ({ value })) }),
          field('Value', 'string', 'The value it must have.', '检索值。', { example: 'Ecs' }),
        ),
      }),
      parameter(field('MaxResults', 'string', 'Events per answer. Valid values: 1 to 50.', '每次返回的事件数，取值：1 至 50。', { minimum: '1', maximum: '50', default: '20', example: '50' })),
      nextToken,
    ],
    response: object(listOf('Events', { type: 'map' }), ...plain('string', 'NextToken', 'StartTime', 'EndTime', 'RequestId')),
    ram: { action: 'actiontrail:LookupEvents', source: 'overlay' },
  },
  {
    ...rpc,
    name: 'DescribeTrails',
    summary: { en: 'Lists the trails.', zh: '查询跟踪列表。' },
    parameters: [
      parameter(field('NameList', 'string', 'Names of trails, separated by commas.', '跟踪名称，以逗号分隔。', { example: 'audit,security' })),
      parameter(field('IncludeShadowTrails', 'boolean', 'Show copies of trails of other regions too.', '同时返回影子跟踪。', { default: 'false' })),
      parameter(field('IncludeOrganizationTrail', 'boolean', 'Show trails of the whole resource directory too.', '同时返回多账号跟踪。', { default: 'false' })),
    ],
    response: object(
      listOf('TrailList', object(
        ...plain('string', 'Name', 'Status', 'HomeRegion', 'TrailRegion', 'Region', 'EventRW', 'OssBucketName', 'OssBucketLocation', 'OssKeyPrefix', 'OssWriteRoleArn', 'SlsProjectArn', 'SlsWriteRoleArn', 'MaxComputeProjectArn', 'MaxComputeWriteRoleArn', 'TrailArn', 'OrganizationId', 'CreateTime', 'UpdateTime', 'StartLoggingTime', 'StopLoggingTime'),
        ...plain('boolean', 'IsOrganizationTrail'),
      )),
      ...plain('string', 'RequestId'),
    ),
    ram: { action: 'actiontrail:DescribeTrails', source: 'overlay' },
  },
  {
    ...rpc,
    name: 'GetAccessKeyLastUsedEvents',
    summary: { en: 'Lists the last calls made with one AccessKey.', zh: '查询指定 AccessKey 最近的调用记录。' },
    parameters: [
      parameter(field('AccessKey', 'string', 'The AccessKey ID.', 'AccessKey ID。', { required: 'yes' })),
      parameter(field('ServiceName', 'string', 'Only calls of this product.', '仅返回该云产品的调用。', { required: 'yes', example: 'Ecs' })),
      parameter(field('PageSize', 'string', 'Rows per answer. Valid values: 0 to 100.', '每次返回的条数，取值：0 至 100。', { minimum: '0', maximum: '100', default: '20', example: '100' })),
      nextToken,
    ],
    response: object(listOf('Events', object(...plain('string', 'EventName', 'Detail', 'Source'), ...plain('long', 'UsedTimestamp'))), ...plain('string', 'NextToken', 'RequestId')),
    ram: { action: 'actiontrail:GetAccessKeyLastUsedEvents', source: 'overlay' },
  },
]
