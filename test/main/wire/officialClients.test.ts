/** The requests Rolecall builds, beside those of the official typed clients for the same values. */
import ImportedCs, { CreateClusterRequest } from '@alicloud/cs20151215'
import ImportedEcs, { DescribeInstancesRequest } from '@alicloud/ecs20140526'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { defaultOf } from '../../../main/wire/interop'
import { buildRequest } from '../../../main/wire/request'
import { createSend } from '../../../main/wire/send'
import { json, startLocalServer, type LocalServer, type Recorded } from '../../doubles/localServer'

const Ecs = defaultOf(ImportedEcs)
const Cs = defaultOf(ImportedCs)
const credential = { accessKeyId: 'LTAI5tTestKey0001', accessKeySecret: 'a-secret-of-the-test-0001' }
let server: LocalServer
beforeAll(async () => {
  server = await startLocalServer(json(200, '{}'))
})
afterAll(() => server.close())

const config = () => ({ ...credential, protocol: 'http', endpoint: server.address.replace('http://', '') })
/** What must be equal: everything but time, nonce, signature and the sender's name. */
const essence = ({ method, path, query, headers, body }: Recorded) => ({
  method,
  path,
  query,
  action: headers['x-acs-action'],
  version: headers['x-acs-version'],
  contentType: headers['content-type'],
  body: body === '' ? '' : (JSON.parse(body) as unknown),
})

it('sends DescribeInstances with tags as the typed client of ECS does', async () => {
  const values = { RegionId: 'cn-hangzhou', PageSize: 100, DryRun: false, InstanceIds: '["i-1"]', Tag: [{ Key: "e n'v", Value: 'prod' }, { Key: 'team' }] }
  await new Ecs(config() as ConstructorParameters<typeof Ecs>[0]).describeInstances(
    new DescribeInstancesRequest({ regionId: 'cn-hangzhou', pageSize: 100, dryRun: false, instanceIds: '["i-1"]', tag: [{ key: "e n'v", value: 'prod' }, { key: 'team' }] }),
  )
  await createSend()(buildRequest({ product: 'Ecs', version: '2014-05-26', operation: 'DescribeInstances', parameters: values, endpoint: server.address }), { credential, signal: new AbortController().signal })
  const [official, ours] = server.requests.splice(0)
  expect(official && ours && essence(ours)).toEqual(official && essence(official))
})

it('sends CreateCluster with a nested body as the typed client of CS does', async () => {
  const body = { name: 'c-1', cluster_type: 'ManagedKubernetes', num_of_nodes: 3, tags: [{ key: 'env', value: 'prod' }], runtime: { name: 'containerd', version: '1.6' }, vswitch_ids: ['vsw-1', 'vsw-2'], snat_entry: true }
  await new Cs(config() as ConstructorParameters<typeof Cs>[0]).createCluster(
    new CreateClusterRequest({
      name: 'c-1',
      clusterType: 'ManagedKubernetes',
      numOfNodes: 3,
      tags: [{ key: 'env', value: 'prod' }],
      runtime: { name: 'containerd', version: '1.6' },
      vswitchIds: ['vsw-1', 'vsw-2'],
      snatEntry: true,
    }),
  )
  const request = buildRequest({
    product: 'CS',
    version: '2015-12-15',
    operation: 'CreateCluster',
    request: { style: 'ROA', method: 'POST', path: '/clusters' },
    parameters: body,
    endpoint: server.address,
  })
  await createSend()(request, { credential, signal: new AbortController().signal })
  const [official, ours] = server.requests.splice(0)
  expect(official && ours && essence(ours)).toEqual(official && essence(official))
})
