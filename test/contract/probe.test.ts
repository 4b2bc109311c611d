import { expect, it } from 'vitest'
import Ecs, { DescribeInstancesRequest } from '@alicloud/ecs20140526'
import { $OpenApiUtil } from '@alicloud/openapi-core'
import { startPractice } from '../../main/practice/server'
import { truthRows } from '../../main/practice/truth'
it('x', async () => {
  const cloud = await startPractice()
  const c = new Ecs(new $OpenApiUtil.Config({ accessKeyId: cloud.accessKeyId, accessKeySecret: cloud.accessKeySecret, endpoint: cloud.address.slice(7), protocol: 'http', regionId: 'cn-hangzhou' }))
  const r = await c.describeInstances(new DescribeInstancesRequest({ regionId: 'cn-hangzhou', pageSize: 5 }))
  console.log(r.body?.totalCount, JSON.stringify(r.body?.instances?.instance?.[3]?.toMap()))
  const t = [...truthRows({ seed: 1, scale: 120 }, 'Ecs/DescribeInstances', cloud.accountId, 'cn-hangzhou')]
  expect(r.body?.instances?.instance?.map((i) => i.toMap())).toEqual(t.slice(0, 5).map((x) => JSON.parse(x)))
  await cloud.close()
})
