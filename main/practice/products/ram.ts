/** Ram 2015-05-01: ListUsers by marker, and what the one user with a key has; roles and policies have files of their own. RAM knows no regions. */
import type { OperationCall, PracticeOperation } from '../cloud'
import { digits } from '../dice'
import { writeJson, writeList, writeObject, type JsonText } from '../json'
import { moment, nameRow, secondTime } from '../names'
import { homeRegion } from '../organisation'
import { userPolicies } from '../permissions'
import { operatorUser } from '../ram/sampleRoles'
import { refuse } from '../requestError'
import { openRows, rowDice, type Place, type RowList } from '../rows'
import { pageByMarker } from './ramMarker'

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

const listUsers = (call: OperationCall): Record<string, JsonText | undefined> =>
  pageByMarker(call, openRows(call.cloud.sample, userList, call.caller.accountId, [homeRegion]), (page) => ({ Users: writeObject({ User: writeList(page) }) }))

/** Of the operator alone is known what is attached: listed users are rows without a key. @throws RequestError `EntityNotExist.User`. */
function checkOperator({ cloud, caller, parameters }: OperationCall): void {
  const isKnown = caller.accountId === cloud.sample.organisation.management.accountId && parameters.UserName === operatorUser
  if (!isKnown) throw refuse(404, 'EntityNotExist.User', 'The user does not exist.')
}

function listPoliciesForUser(call: OperationCall): Record<string, JsonText> {
  checkOperator(call)
  const policies = userPolicies.map(({ policyName, policyType }) => writeJson({ PolicyName: policyName, PolicyType: policyType, Description: '', DefaultVersion: 'v1' }))
  return { Policies: writeObject({ Policy: writeList(policies) }) }
}

function listGroupsForUser(call: OperationCall): Record<string, JsonText> {
  checkOperator(call)
  return { Groups: writeObject({ Group: writeList([]) }) }
}

const common = { product: 'Ram', version: '2015-05-01', style: 'RPC', deniedCode: 'NoPermission' } as const
export const operations: PracticeOperation[] = [
  { ...common, name: 'ListUsers', ramAction: 'ram:ListUsers', required: [], answer: listUsers },
  { ...common, name: 'ListPoliciesForUser', ramAction: 'ram:ListPoliciesForUser', required: ['UserName'], answer: listPoliciesForUser },
  { ...common, name: 'ListGroupsForUser', ramAction: 'ram:ListGroupsForUser', required: ['UserName'], answer: listGroupsForUser },
]
