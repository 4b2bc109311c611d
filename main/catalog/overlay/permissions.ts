/** RAM action codes and system policies of products, by hand. An action made from it is a guess; only a refusal or the metadata says for sure. */
import type { OperationKind } from '../../../shared/catalog'

/** Product code in lower case → the code before the colon of its actions. Source: RAM help pages of the products. */
const ramCodes: Readonly<Record<string, string>> = {
  bssopenapi: 'bssapi',
  cas: 'yundun-cert',
  'eiam-developerapi': 'eiam',
  'r-kvstore': 'kvstore',
  sas: 'yundun-sas',
  sls: 'log',
}

/** `ecs:DescribeInstances`: right for 97 of 100 operations whose action is published, where the code is. Resource groups belong to RAM. */
export function guessedAction(product: string, operation: string): string {
  const code = product.toLowerCase()
  const isResourceGroup = code === 'resourcemanager' && /ResourceGroup/.test(operation)
  return `${isResourceGroup ? 'ram' : (ramCodes[code] ?? code)}:${operation}`
}

/** Product code in lower case → the name inside its system policies. Source: RAM's list of system policies; the naming follows no rule. */
const policyNames: Readonly<Record<string, string>> = {
  actiontrail: 'ActionTrail',
  alb: 'ALB',
  alidns: 'DNS',
  bssopenapi: 'BSS',
  cms: 'CloudMonitor',
  config: 'Config',
  cr: 'ContainerRegistry',
  cs: 'CS',
  dds: 'MongoDB',
  ecs: 'ECS',
  eiam: 'YundunIdaas',
  'eiam-developerapi': 'YundunIdaas',
  fc: 'FC',
  ims: 'RAM',
  kms: 'KMS',
  nas: 'NAS',
  oss: 'OSS',
  polardb: 'Polardb',
  'r-kvstore': 'Kvstore',
  ram: 'RAM',
  rds: 'RDS',
  resourcemanager: 'ResourceDirectory',
  sas: 'YundunSAS',
  slb: 'SLB',
  sls: 'Log',
  tag: 'TAG',
  vpc: 'VPC',
  'waf-openapi': 'YundunWAF',
}

/**
 * The system policy that most likely allows an operation of this kind; undefined for a product without a known one. A read-only policy allows Describe, List and Get, so that a Query or Search may still be refused.
 * Check the name with RAM's ListPolicies before attaching it: system policies come and go.
 */
export function systemPolicyOf(product: string, kind: OperationKind): string | undefined {
  const code = product.toLowerCase()
  if (code === 'sts') return 'AliyunSTSAssumeRoleAccess'
  const name = policyNames[code]
  return name === undefined ? undefined : `Aliyun${name}${kind === 'read' ? 'ReadOnlyAccess' : 'FullAccess'}`
}
