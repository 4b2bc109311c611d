/** Values of a form, and the call of the official typed client that carries the same ones. Nested values stand in the order in which the operation declares them: a body keeps the order it is given. */
import Alb, * as alb from '@alicloud/alb20200616'
import BssOpenApi, * as bss from '@alicloud/bssopenapi20171214'
import Cms, * as cms from '@alicloud/cms20190101'
import Cs, * as cs from '@alicloud/cs20151215'
import Ecs, * as ecs from '@alicloud/ecs20140526'
import type { $OpenApiUtil } from '@alicloud/openapi-core'
import Ram, * as ram from '@alicloud/ram20150501'
import Sts, * as sts from '@alicloud/sts20150401'
import Tag, * as tag from '@alicloud/tag20180828'
import type { ParameterValue } from '../../shared/call'

export type ClientConfig = $OpenApiUtil.Config

export interface Case {
  product: string
  version: string
  operation: string
  /** As the form gives them, by wire name. */
  values: Record<string, ParameterValue>
  official: (config: ClientConfig) => Promise<unknown>
}

const unicode = '数据 + "disk" *~\'()!/?&=%,ü'
export const cases: Case[] = [
  {
    product: 'Ecs',
    version: '2014-05-26',
    operation: 'DescribeInstances',
    values: {
      AdditionalAttributes: ['META_OPTIONS', 'DDH_CLUSTER'],
      DryRun: false,
      InstanceIds: '["i-1","i-2"]',
      InstanceName: unicode,
      MaxResults: '100',
      NextToken: '',
      OwnerId: 9007199254740991n,
      RegionId: 'cn-hangzhou',
      Tag: [{ Key: "e n'v", Value: 'prod' }, { Key: 'team', Value: '' }, { Key: '团队' }],
      Filter: [{ Key: 'CreationStartTime', Value: '2026-01-01T00:00Z' }],
    },
    official: (config) =>
      new Ecs(config).describeInstances(
        new ecs.DescribeInstancesRequest({
          additionalAttributes: ['META_OPTIONS', 'DDH_CLUSTER'],
          dryRun: false,
          instanceIds: '["i-1","i-2"]',
          instanceName: unicode,
          maxResults: 100,
          nextToken: '',
          ownerId: 9007199254740991,
          regionId: 'cn-hangzhou',
          tag: [{ key: "e n'v", value: 'prod' }, { key: 'team', value: '' }, { key: '团队' }].map((one) => new ecs.DescribeInstancesRequestTag(one)),
          filter: [new ecs.DescribeInstancesRequestFilter({ key: 'CreationStartTime', value: '2026-01-01T00:00Z' })],
        }),
      ),
  },
  {
    product: 'Ecs',
    version: '2014-05-26',
    operation: 'RunInstances',
    values: {
      Amount: 2,
      ClientToken: 'token-1',
      CpuOptions: { Core: 2, ThreadsPerCore: '1' },
      DataDisk: [
        { Category: 'cloud_essd', DeleteWithInstance: true, DiskName: unicode, Size: 40 },
        { Category: 'cloud_auto', Encrypted: 'false', ProvisionedIops: 9007199254740991n },
      ],
      DryRun: true,
      HibernationOptions: { Configured: false },
      HostNames: ['a', 'b'],
      Ipv6Address: [],
      NetworkInterface: [{ SecurityGroupIds: ['sg-1', 'sg-2'], VSwitchId: 'vsw-1', Ipv6Address: ['2001:db8::1'] }, { PrimaryIpAddress: '10.0.0.2', DeleteOnRelease: false }],
      RegionId: 'cn-hangzhou',
      SecurityOptions: { TrustedSystemMode: 'vTPM' },
      SpotPriceLimit: 0.98,
      SystemDisk: { Category: 'cloud_essd', Size: '40', BurstingEnabled: true },
      Tag: [{ Key: 'a', Value: 'b' }],
      UserData: 'IyEvYmluL2Jhc2g=',
    },
    official: (config) =>
      new Ecs(config).runInstances(
        new ecs.RunInstancesRequest({
          amount: 2,
          clientToken: 'token-1',
          cpuOptions: new ecs.RunInstancesRequestCpuOptions({ core: 2, threadsPerCore: 1 }),
          dataDisk: [
            new ecs.RunInstancesRequestDataDisk({ category: 'cloud_essd', deleteWithInstance: true, diskName: unicode, size: 40 }),
            new ecs.RunInstancesRequestDataDisk({ category: 'cloud_auto', encrypted: 'false', provisionedIops: 9007199254740991 }),
          ],
          dryRun: true,
          hibernationOptions: new ecs.RunInstancesRequestHibernationOptions({ configured: false }),
          hostNames: ['a', 'b'],
          ipv6Address: [],
          networkInterface: [
            new ecs.RunInstancesRequestNetworkInterface({ securityGroupIds: ['sg-1', 'sg-2'], vSwitchId: 'vsw-1', ipv6Address: ['2001:db8::1'] }),
            new ecs.RunInstancesRequestNetworkInterface({ primaryIpAddress: '10.0.0.2', deleteOnRelease: false }),
          ],
          regionId: 'cn-hangzhou',
          securityOptions: new ecs.RunInstancesRequestSecurityOptions({ trustedSystemMode: 'vTPM' }),
          spotPriceLimit: 0.98,
          systemDisk: new ecs.RunInstancesRequestSystemDisk({ category: 'cloud_essd', size: '40', burstingEnabled: true }),
          tag: [new ecs.RunInstancesRequestTag({ key: 'a', value: 'b' })],
          userData: 'IyEvYmluL2Jhc2g=',
        }),
      ),
  },
  {
    product: 'Ecs',
    version: '2014-05-26',
    operation: 'ListTagResources',
    values: { RegionId: 'cn-hangzhou', ResourceType: 'instance', ResourceId: ['i-1', 'i-2'], Tag: [{ Key: 'k', Value: 'v' }], TagFilter: [{ TagKey: 'env', TagValues: ['a', 'b'] }] },
    official: (config) =>
      new Ecs(config).listTagResources(
        new ecs.ListTagResourcesRequest({
          regionId: 'cn-hangzhou',
          resourceType: 'instance',
          resourceId: ['i-1', 'i-2'],
          tag: [new ecs.ListTagResourcesRequestTag({ key: 'k', value: 'v' })],
          tagFilter: [new ecs.ListTagResourcesRequestTagFilter({ tagKey: 'env', tagValues: ['a', 'b'] })],
        }),
      ),
  },
  {
    product: 'Tag',
    version: '2018-08-28',
    operation: 'ListTagResources',
    values: { PageSize: 50, RegionId: 'cn-hangzhou', ResourceARN: ['arn:acs:ecs:*:1203456789012345:instance/i-1', 'arn:acs:vpc:*:1203456789012345:vpc/v-1'], Tags: '{"k":"v"}' },
    official: (config) =>
      new Tag(config).listTagResources(
        new tag.ListTagResourcesRequest({ pageSize: 50, regionId: 'cn-hangzhou', resourceARN: ['arn:acs:ecs:*:1203456789012345:instance/i-1', 'arn:acs:vpc:*:1203456789012345:vpc/v-1'], tags: '{"k":"v"}' }),
      ),
  },
  {
    product: 'Alb',
    version: '2020-06-16',
    operation: 'AddServersToServerGroup',
    values: {
      ClientToken: 'token-1',
      DryRun: true,
      ServerGroupId: 'sgp-1',
      Servers: [
        { Description: unicode, Port: '80', RemoteIpEnabled: false, ServerId: 'i-1', ServerType: 'Ecs', Weight: 100 },
        { Port: 443, ServerId: '10.0.0.1', ServerIp: '10.0.0.1', ServerType: 'Ip' },
      ],
    },
    official: (config) =>
      new Alb(config).addServersToServerGroup(
        new alb.AddServersToServerGroupRequest({
          clientToken: 'token-1',
          dryRun: true,
          serverGroupId: 'sgp-1',
          servers: [
            new alb.AddServersToServerGroupRequestServers({ description: unicode, port: 80, remoteIpEnabled: false, serverId: 'i-1', serverType: 'Ecs', weight: 100 }),
            new alb.AddServersToServerGroupRequestServers({ port: 443, serverId: '10.0.0.1', serverIp: '10.0.0.1', serverType: 'Ip' }),
          ],
        }),
      ),
  },
  {
    product: 'CS',
    version: '2015-12-15',
    operation: 'CreateCluster',
    values: {
      addons: [{ config: '{"a":"1"}', disabled: false, name: 'flannel' }, { name: 'csi-plugin' }],
      cluster_type: 'ManagedKubernetes',
      name: unicode,
      nodepools: [
        {
          auto_scaling: { enable: true, max_instances: '10', min_instances: 1 },
          kubernetes_config: { labels: [{ key: 'k', value: 'v' }], taints: [{ effect: 'NoSchedule', key: 'k', value: '1' }] },
          nodepool_info: { name: 'pool' },
          scaling_group: { data_disks: [{ category: 'cloud_essd', size: 100 }], instance_types: ['ecs.g7.large'], system_disk_size: 120, vswitch_ids: ['vsw-1', 'vsw-2'] },
        },
      ],
      num_of_nodes: '3',
      region_id: 'cn-hangzhou',
      runtime: { name: 'containerd', version: '1.6' },
      snat_entry: 'true',
      tags: [{ key: 'env', value: 'prod' }],
      vpcid: 'vpc-1',
      vswitch_ids: ['vsw-1'],
      worker_data_disks: [{ category: 'cloud_essd', encrypted: 'true', size: '40' }],
    },
    official: (config) =>
      new Cs(config).createCluster(
        new cs.CreateClusterRequest({
          addons: [new cs.Addon({ config: '{"a":"1"}', disabled: false, name: 'flannel' }), new cs.Addon({ name: 'csi-plugin' })],
          clusterType: 'ManagedKubernetes',
          name: unicode,
          nodepools: [
            new cs.Nodepool({
              autoScaling: new cs.NodepoolAutoScaling({ enable: true, maxInstances: 10, minInstances: 1 }),
              kubernetesConfig: new cs.NodepoolKubernetesConfig({ labels: [new cs.Tag({ key: 'k', value: 'v' })], taints: [new cs.Taint({ effect: 'NoSchedule', key: 'k', value: '1' })] }),
              nodepoolInfo: new cs.NodepoolNodepoolInfo({ name: 'pool' }),
              scalingGroup: new cs.NodepoolScalingGroup({ instanceTypes: ['ecs.g7.large'], systemDiskSize: 120, vswitchIds: ['vsw-1', 'vsw-2'], dataDisks: [new cs.DataDisk({ category: 'cloud_essd', size: 100 })] }),
            }),
          ],
          numOfNodes: 3,
          regionId: 'cn-hangzhou',
          runtime: new cs.Runtime({ name: 'containerd', version: '1.6' }),
          snatEntry: true,
          tags: [new cs.Tag({ key: 'env', value: 'prod' })],
          vpcid: 'vpc-1',
          vswitchIds: ['vsw-1'],
          workerDataDisks: [new cs.CreateClusterRequestWorkerDataDisks({ category: 'cloud_essd', encrypted: 'true', size: '40' })],
        }),
      ),
  },
  {
    product: 'CS',
    version: '2015-12-15',
    operation: 'DescribeEventsForRegion',
    values: { regionId: 'cn-hangzhou', cluster_id: 'c-1', max_results: '50', next_token: 'a+b/c==', page_number: 1 },
    official: (config) => new Cs(config).describeEventsForRegion('cn-hangzhou', new cs.DescribeEventsForRegionRequest({ clusterId: 'c-1', maxResults: 50, nextToken: 'a+b/c==', pageNumber: 1 })),
  },
  {
    product: 'Ram',
    version: '2015-05-01',
    operation: 'ListUsers',
    values: { Marker: 'a+b/c==', MaxItems: 1000 },
    official: (config) => new Ram(config).listUsers(new ram.ListUsersRequest({ marker: 'a+b/c==', maxItems: 1000 })),
  },
  {
    product: 'Cms',
    version: '2019-01-01',
    operation: 'DescribeMetricList',
    values: { Dimensions: '[{"instanceId":"i-1"}]', EndTime: '2026-11-22 10:00:00', Length: 1000, MetricName: 'CPUUtilization', Namespace: 'acs_ecs_dashboard', Period: '60', StartTime: 1763805600000n },
    official: (config) =>
      new Cms(config).describeMetricList(
        new cms.DescribeMetricListRequest({
          dimensions: '[{"instanceId":"i-1"}]',
          endTime: '2026-11-22 10:00:00',
          length: '1000',
          metricName: 'CPUUtilization',
          namespace: 'acs_ecs_dashboard',
          period: '60',
          startTime: '1763805600000',
        }),
      ),
  },
  {
    product: 'BssOpenApi',
    version: '2017-12-14',
    operation: 'QueryInstanceBill',
    values: { BillOwnerId: '1203456789012345', BillingCycle: '2026-10', BillingDate: '2026-10-01', Granularity: 'DAILY', IsBillingItem: true, IsHideZeroCharge: false, PageNum: 1, PageSize: 300, ProductCode: 'ecs' },
    official: (config) =>
      new BssOpenApi(config).queryInstanceBill(
        new bss.QueryInstanceBillRequest({
          billOwnerId: 1203456789012345,
          billingCycle: '2026-10',
          billingDate: '2026-10-01',
          granularity: 'DAILY',
          isBillingItem: true,
          isHideZeroCharge: false,
          pageNum: 1,
          pageSize: 300,
          productCode: 'ecs',
        }),
      ),
  },
  {
    product: 'Sts',
    version: '2015-04-01',
    operation: 'AssumeRole',
    values: { DurationSeconds: 3600, Policy: '{"Version":"1","Statement":[{"Effect":"Allow","Action":"*:Describe*","Resource":"*"}]}', RoleArn: 'acs:ram::1203456789012345:role/ops', RoleSessionName: 'a.b@c' },
    official: (config) =>
      new Sts(config).assumeRole(
        new sts.AssumeRoleRequest({
          durationSeconds: 3600,
          policy: '{"Version":"1","Statement":[{"Effect":"Allow","Action":"*:Describe*","Resource":"*"}]}',
          roleArn: 'acs:ram::1203456789012345:role/ops',
          roleSessionName: 'a.b@c',
        }),
      ),
  },
]
