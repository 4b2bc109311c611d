import { describe, expect, it } from 'vitest'
import { hostileNames } from '../../../main/practice/names'
import { createOrganisation } from '../../../main/practice/organisation'
import { truthCount, truthRows, type TruthName } from '../../../main/practice/truth'

const { management, members } = createOrganisation(1)
const lists: TruthName[] = [
  'Ecs/DescribeInstances',
  'Vpc/DescribeVpcs',
  'Ram/ListUsers',
  'Rds/DescribeDBInstances',
  'Tag/ListTagResources',
  'Actiontrail/LookupEvents',
  'Sas/DescribeCloudCenterInstances',
  'CS/DescribeClustersV1',
]

describe('the rows', () => {
  it.each(lists)('of %s are distinct JSON, as many as counted, and the same when asked again', (name) => {
    const source = { seed: 5, scale: 150 }
    const accountId = createOrganisation(5).members[1]?.accountId ?? ''
    const rows = [...truthRows(source, name, accountId, 'cn-shanghai')]
    expect(rows).toHaveLength(truthCount(source, name, accountId, 'cn-shanghai'))
    expect(rows.length).toBeGreaterThan(30)
    expect(new Set(rows).size).toBe(rows.length)
    for (const row of rows) JSON.parse(row)
    expect([...truthRows(source, name, accountId, 'cn-shanghai')]).toEqual(rows)
  })

  it('carry every hostile name, and numbers no double can hold', () => {
    const rows = [...truthRows({ seed: 1, scale: 200 }, 'Ecs/DescribeInstances', management.accountId, 'cn-hangzhou')]
    const names = new Set(rows.map((row) => (JSON.parse(row) as { InstanceName: string }).InstanceName))
    expect(hostileNames.filter((name) => !names.has(name))).toEqual([])
    const text = rows.join('\n')
    for (const number of ['9007199254740993', '18446744073709551615', '0.10', '12.00']) expect(text).toContain(`:${number},`)
  })

  it('are as many as the scale says in the management account, and none in the empty place', () => {
    const source = { seed: 1, scale: 40 }
    expect(truthCount(source, 'Ecs/DescribeInstances', management.accountId, 'ap-southeast-1')).toBe(40)
    const lab = members.find((member) => member.shares['ap-southeast-1'] === 0)?.accountId ?? ''
    expect([...truthRows(source, 'Ecs/DescribeInstances', lab, 'ap-southeast-1')]).toEqual([])
    expect([...truthRows(source, 'Ecs/DescribeInstances', lab, 'cn-hangzhou')].length).toBeGreaterThan(0)
  })
})
