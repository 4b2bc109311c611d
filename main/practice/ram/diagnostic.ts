/** The diagnostic of a 403: written into the refusal, read back for whoever may decode it. It holds nothing secret. Source: Ram 2015-05-01 DecodeDiagnosticMessage. */

export interface MatchedPolicy {
  Effect: 'Allow' | 'Deny'
  PolicyIdentifier: string
  PolicyType: 'System' | 'Custom'
  PolicyVersion?: string
  AttachedEntityType: 'RamUser' | 'RamRole'
  AttachedScope: 'Account'
}

export interface Diagnostic {
  ExplicitDeny: boolean
  NoPermissionPolicyType: string
  AuthAction: string
  AuthResource: string
  AuthPrincipal: { AuthPrincipalType: string; AuthPrincipalOwnerId: string; AuthPrincipalDisplayName: string }
  AuthConditions: never[]
  MatchedPolicies: MatchedPolicy[]
}

const prefix = 'AQFo'

export const writeDiagnostic = (diagnostic: Diagnostic): string => prefix + Buffer.from(JSON.stringify(diagnostic)).toString('base64')

/** Undefined where the text is no message of this cloud. */
export function readDiagnostic(encoded: string): Diagnostic | undefined {
  if (!encoded.startsWith(prefix)) return undefined
  try {
    return JSON.parse(Buffer.from(encoded.slice(prefix.length), 'base64').toString()) as Diagnostic
  } catch {
    return undefined
  }
}
