/** Ram 2015-05-01: ListUsers by marker, and GetRole. RAM knows no regions. */
import type { OperationCall, PracticeOperation } from '../cloud'
import { digits } from '../dice'
import { roleIdOf } from '../gate'
import { writeJson, writeList, writeObject, type JsonText } from '../json'
import { moment, nameRow, secondTime } from '../names'
import { homeRegion } from '../organisation'
import { pageByCursor } from '../paging'
import { readNumber } from '../parameters'
import { refuse } from '../requestError'
import { openRows, rowDice, type Place, type RowList } from '../rows'
import { findRole, operatorRole } from './sts'

/** Source: the parameter description of ListUsers. */
const pageRule = { standard: 100, least: 1, most: 1000 }

function userRow(place: Place, index: number): JsonText {
  const dice = rowDice(place, 'Ram/ListUsers', index)
  const created = moment(dice)
  const userName = `${dice.pick(['li.wei', 'wang.fang', 'ana', 'omar', 'kim', 'deploy-bot'])}-${index}`
  return writeJson({
    UserId: `2${dice.text(digits, 17)}`,
    UserName: userName,
    DisplayName: nameRow(dice, index),
    Comments: dice.isLucky(0.3) ? 'left the team, "keep until audit"' : '',
    Email: `${userName}@example.com`,
    MobilePhone: dice.isLucky(0.5) ? `86-1380000${String(index % 10_000).padStart(4, '0')}` : '',
    CreateDate: secondTime(created),
    UpdateDate: secondTime(created + 3_600_000),
  })
}

export const userList: RowList = { name: 'Ram/ListUsers', isGlobal: true, row: userRow }

function listUsers({ cloud, caller, parameters }: OperationCall): Record<string, JsonText | undefined> {
  const size = readNumber(parameters, 'MaxItems', pageRule)
  const page = pageByCursor(openRows(cloud.sample, userList, caller.accountId, [homeRegion]), parameters.Marker ?? '', size, cloud.faults, 'Marker')
  const isTruncated = page.next !== ''
  return { Users: writeObject({ User: writeList(page.rows) }), IsTruncated: String(isTruncated), Marker: isTruncated ? writeJson(page.next) : undefined }
}

function getRole({ cloud, caller, parameters }: OperationCall): Record<string, JsonText> {
  const { organisation } = cloud.sample
  const account = findRole(cloud, caller.accountId, parameters.RoleName as string)
  if (!account) throw refuse(404, 'EntityNotExist.Role', 'The role does not exist.')
  const roleName = account === organisation.management ? operatorRole : organisation.role
  const trust = { Statement: [{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { RAM: [`acs:ram::${organisation.management.accountId}:root`] } }], Version: '1' }
  return {
    Role: writeJson({
      RoleId: roleIdOf(organisation, account.accountId, roleName),
      RoleName: roleName,
      Arn: `acs:ram::${account.accountId}:role/${roleName}`,
      Description: '',
      MaxSessionDuration: account.maxSessionSeconds,
      AssumeRolePolicyDocument: JSON.stringify(trust),
      CreateDate: account.joinTime,
      UpdateDate: account.joinTime,
    }),
  }
}

const common = { product: 'Ram', version: '2015-05-01', style: 'RPC', deniedCode: 'NoPermission' } as const
export const operations: PracticeOperation[] = [
  { ...common, name: 'ListUsers', ramAction: 'ram:ListUsers', required: [], answer: listUsers },
  { ...common, name: 'GetRole', ramAction: 'ram:GetRole', required: ['RoleName'], answer: getRole },
]
