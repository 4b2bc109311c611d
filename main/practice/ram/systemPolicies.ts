/** The system policies of the practice cloud: the general ones, and full and read-only access to each product it is likely to be asked about. Names are Alibaba Cloud's; documents are shorter than the real ones. */

export interface SystemPolicy {
  policyName: string
  description: string
  /** JSON text. */
  document: string
}

/** The name inside the policies of a product, and the codes before the colon of its actions. Source: RAM help, list of system policies. */
const products: readonly [name: string, ...codes: string[]][] = [
  ['ActionTrail', 'actiontrail'],
  ['ALB', 'alb'],
  ['BSS', 'bss', 'bssapi'],
  ['CloudMonitor', 'cms'],
  ['Config', 'config'],
  ['ContainerRegistry', 'cr'],
  ['CS', 'cs'],
  ['DNS', 'alidns'],
  ['ECS', 'ecs'],
  ['FC', 'fc'],
  ['KMS', 'kms'],
  ['Kvstore', 'kvstore'],
  ['Log', 'log'],
  ['MongoDB', 'dds'],
  ['NAS', 'nas'],
  ['OSS', 'oss'],
  ['Polardb', 'polardb'],
  ['RAM', 'ram', 'ims'],
  ['RDS', 'rds'],
  ['ResourceDirectory', 'resourcemanager'],
  ['SLB', 'slb'],
  ['TAG', 'tag'],
  ['VPC', 'vpc'],
  ['YundunIdaas', 'eiam'],
  ['YundunSAS', 'yundun-sas'],
  ['YundunWAF', 'yundun-waf'],
]

const reading = ['Describe*', 'Get*', 'List*']

const allow = (actions: { Action: string[] } | { NotAction: string[] }) => ({ Effect: 'Allow', ...actions, Resource: '*' })
const policy = (policyName: string, description: string, ...statements: ReturnType<typeof allow>[]): SystemPolicy => ({
  policyName,
  description,
  document: JSON.stringify({ Version: '1', Statement: statements }),
})

export const systemPolicies: readonly SystemPolicy[] = [
  policy('AdministratorAccess', 'Everything on all resources', allow({ Action: ['*'] })),
  policy('PowerUserAccess', 'Everything but identities and the directory', allow({ NotAction: ['ram:*', 'ims:*', 'resourcemanager:*'] }), allow({ Action: ['ram:GetRole', 'ram:ListRoles', 'ram:ListUsers'] })),
  policy('ReadOnlyAccess', 'Reading on all resources', allow({ Action: [...reading, 'Query*', 'BatchGet*'].map((verb) => `*:${verb}`).concat('actiontrail:LookupEvents') })),
  policy('AliyunSTSAssumeRoleAccess', 'Assuming roles', allow({ Action: ['sts:AssumeRole'] })),
  ...products.flatMap(([name, ...codes]) => [
    policy(`Aliyun${name}FullAccess`, `Full access to ${name}`, allow({ Action: codes.map((code) => `${code}:*`) })),
    policy(`Aliyun${name}ReadOnlyAccess`, `Read-only access to ${name}`, allow({ Action: codes.flatMap((code) => reading.map((verb) => `${code}:${verb}`)) })),
  ]),
]
