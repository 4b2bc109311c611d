/** Default roles of Alibaba Cloud that are offered by name, with what they are. */
import { directoryRole } from './credentials'

export interface KnownRole {
  name: string
  /** Who assumes it: the account that manages the directory, or a service alone. */
  trusts: 'management' | { service: string }
  /** What it usually carries, where that is known. */
  usualPolicy?: string
}

/** Security Center's SOAR runs its playbooks as this role. Source: Security Center help, authorised roles. */
export const soarRole = 'AliyunSiemSoarExecutionDefaultRole'

export const knownRoles: readonly KnownRole[] = [
  { name: directoryRole, trusts: 'management', usualPolicy: 'AdministratorAccess' },
  { name: soarRole, trusts: { service: 'cloudsiem.sas.aliyuncs.com' } },
]

/** The name of a role template; of an ARN its last part. */
export const roleNameOf = (template: string): string => template.slice(template.lastIndexOf('/') + 1)

/** RAM compares role names without letter case. */
export const knownRole = (template: string): KnownRole | undefined => knownRoles.find(({ name }) => name.toLowerCase() === roleNameOf(template).toLowerCase())
