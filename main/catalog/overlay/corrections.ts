/** What the sources get wrong or leave out about single operations, by hand. Each line names a fact; general rules belong to the modules that apply them. */
import type { Operation, OperationKind, Paging } from '../../../shared/catalog'

interface Correction {
  product: string
  operation: RegExp
  /** Parameters that the wire demands although no source says so. */
  required?: readonly string[]
  kind?: OperationKind
  paging?: Partial<Paging>
  /** Fields of the detected plan that are wrong. */
  unset?: readonly (keyof Paging)[]
}

const corrections: readonly Correction[] = [
  // The metadata service states this limit; the SDK does not.
  { product: 'ecs', operation: /^DescribeInstances$/, paging: { pageSizeMax: 100 } },
  // The SDK of RAM carries no required marks.
  { product: 'ram', operation: /^(?:Create|Get|Delete|Update)User$/, required: ['UserName'] },
  { product: 'ram', operation: /^(?:Create|Get|Delete|Update)Role$|^ListPoliciesForRole$/, required: ['RoleName'] },
  { product: 'ram', operation: /^(?:Create|Get|Delete|Update)Group$|^List(?:UsersFor|PoliciesFor)Group$/, required: ['GroupName'] },
  { product: 'ram', operation: /^(?:List(?:PoliciesFor|GroupsFor)User|(?:Create|Get|Delete|Update)LoginProfile|GetUserMFAInfo)$/, required: ['UserName'] },
  { product: 'ram', operation: /^CreatePolicy$/, required: ['PolicyName', 'PolicyDocument'] },
  { product: 'ram', operation: /^(?:GetPolicy|ListPolicyVersions|ListEntitiesForPolicy)$/, required: ['PolicyType', 'PolicyName'] },
  { product: 'ram', operation: /^GetPolicyVersion$/, required: ['PolicyType', 'PolicyName', 'VersionId'] },
  { product: 'ram', operation: /^(?:Attach|Detach)Policy(?:To|From)User$/, required: ['PolicyType', 'PolicyName', 'UserName'] },
  { product: 'ram', operation: /^(?:Attach|Detach)Policy(?:To|From)Group$/, required: ['PolicyType', 'PolicyName', 'GroupName'] },
  { product: 'ram', operation: /^(?:Attach|Detach)Policy(?:To|From)Role$/, required: ['PolicyType', 'PolicyName', 'RoleName'] },
  { product: 'ram', operation: /^DecodeDiagnosticMessage$/, required: ['EncodedDiagnosticMessage'] },
  // These hand out credentials and change no resource.
  { product: 'sts', operation: /^AssumeRole/, kind: 'read' },
  { product: 'eiam-developerapi', operation: /^Obtain/, kind: 'read' },
  // The rows are the logs; `meta.terms` are the words of the search, and `meta.count` counts this answer.
  { product: 'sls', operation: /^GetLogsV2$/, paging: { rowsPath: '.data' }, unset: ['totalCountPath', 'isTotalWeak', 'otherRowPaths'] },
]

interface Switch {
  product: string
  parameter: string
  value: string
  /** The way of paging that it switches on. */
  for: 'cursorField' | 'pageField'
}

/** Parameters without which an operation does not page, although it takes the fields of a page. */
const switches: readonly Switch[] = [
  { product: 'sas', parameter: 'UseNextToken', value: 'true', for: 'cursorField' },
  { product: 'eflo', parameter: 'EnablePage', value: 'true', for: 'pageField' },
  { product: 'devops', parameter: 'pagination', value: 'keyset', for: 'cursorField' },
]

/** The operation as the corrections leave it; the same object where there are none. */
export function corrected(operation: Operation): Operation {
  const product = operation.product.toLowerCase()
  let result = operation
  for (const correction of corrections) {
    if (correction.product === product && correction.operation.test(operation.name)) result = apply(result, correction)
  }
  const { paging, parameters } = result
  if (paging === undefined) return result
  const needed = switches.filter((one) => one.product === product && paging[one.for] !== undefined && parameters.some(({ name }) => name === one.parameter))
  if (needed.length === 0) return result
  return { ...result, paging: { ...paging, extra: Object.fromEntries(needed.map(({ parameter, value }) => [parameter, value])), source: 'overlay' } }
}

function apply(operation: Operation, { required = [], kind, paging, unset = [] }: Correction): Operation {
  const plan = { ...operation.paging, ...paging }
  for (const field of unset) delete plan[field]
  return {
    ...operation,
    ...(kind === undefined ? {} : { kind }),
    ...(paging === undefined || operation.paging === undefined ? {} : { paging: { ...plan, offers: operation.paging.offers, source: 'overlay' as const } }),
    parameters: operation.parameters.map((parameter) => (required.includes(parameter.name) ? { ...parameter, required: 'yes' as const } : parameter)),
  }
}
