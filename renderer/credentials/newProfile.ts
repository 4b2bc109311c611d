/** The form of a new profile as it is typed, and its way to what main is asked for. Pure: fields left blank are left out, and nothing is judged here. */
import type { AskInput } from '../../shared/bridge'
import type { ProfileKind } from '../../shared/credentials'

export interface HopDraft {
  roleArn: string
  sessionName: string
  durationSeconds: string
  externalId: string
}

/** Everything but secrets: those stay in the form's own fields. */
export interface ProfileDraft {
  kind: ProfileKind
  name: string
  regionId: string
  endpoint: string
  isReadOnly: boolean
  isSessionOnly: boolean
  accessKeyId: string
  expiresAt: string
  instanceId: string
  roleArn: string
  idaasRegionId: string
  durationSeconds: string
  /** `device`: sign in at the browser; `token`: paste one. */
  signInBy: 'device' | 'token'
  clientId: string
  tokenUrl: string
  deviceUrl: string
  source: string
  hops: HopDraft[]
  sourceIdentity: string
}

export interface ProfileSecrets {
  accessKeySecret: string
  securityToken: string
  accessToken: string
}

export const emptyHop = (): HopDraft => ({ roleArn: '', sessionName: '', durationSeconds: '', externalId: '' })
export const emptySecrets = (): ProfileSecrets => ({ accessKeySecret: '', securityToken: '', accessToken: '' })
export const mostHops = 5

export function emptyProfile(): ProfileDraft {
  return {
    kind: 'accesskey', name: '', regionId: 'cn-hangzhou', endpoint: '', isReadOnly: false, isSessionOnly: false, accessKeyId: '', expiresAt: '',
    instanceId: '', roleArn: '', idaasRegionId: 'cn-hangzhou', durationSeconds: '', signInBy: 'device', clientId: '', tokenUrl: '', deviceUrl: '',
    source: '', hops: [emptyHop()], sourceIdentity: '',
  }
}

/** Whether what no profile of this kind can do without is there. */
export function isWhole(draft: ProfileDraft, secrets: ProfileSecrets, hasKeychain: boolean): boolean {
  const filled = (...texts: string[]): boolean => texts.every((text) => text.trim() !== '')
  if (!filled(draft.name)) return false
  if (draft.kind === 'accesskey') return filled(draft.accessKeyId, secrets.accessKeySecret) && (hasKeychain || draft.isSessionOnly)
  if (draft.kind === 'sts') return filled(draft.accessKeyId, secrets.accessKeySecret, secrets.securityToken)
  if (draft.kind === 'role') return filled(draft.source, ...draft.hops.map(({ roleArn }) => roleArn))
  return filled(draft.instanceId, draft.roleArn) && (draft.signInBy === 'token' ? filled(secrets.accessToken) : filled(draft.clientId, draft.tokenUrl))
}

/** What `profile.add` is asked. Seconds that are no number stay out of bounds, so that the refusal names them. */
export function toNewProfile(draft: ProfileDraft, secrets: ProfileSecrets): AskInput<'profile.add'> {
  const any = {
    name: draft.name.trim(),
    regionId: draft.regionId.trim(),
    endpoints: draft.endpoint.trim() === '' ? {} : { '*': draft.endpoint.trim() },
    ...(draft.isReadOnly ? { isReadOnly: true } : {}),
  }
  const { accessKeySecret, securityToken, accessToken } = secrets
  const accessKeyId = draft.accessKeyId.trim()
  if (draft.kind === 'accesskey') return { ...any, kind: 'accesskey', accessKeyId, accessKeySecret, keep: draft.isSessionOnly ? 'session' : 'keychain' }
  if (draft.kind === 'sts') return { ...any, kind: 'sts', accessKeyId, accessKeySecret, securityToken, ...text('expiresAt', draft.expiresAt) }
  if (draft.kind === 'role') return { ...any, kind: 'role', source: draft.source, hops: draft.hops.map(toHop), ...text('sourceIdentity', draft.sourceIdentity) }
  return {
    ...any,
    kind: 'idaas',
    instanceId: draft.instanceId.trim(),
    roleArn: draft.roleArn.trim(),
    idaasRegionId: draft.idaasRegionId.trim(),
    ...seconds(draft.durationSeconds),
    ...(draft.signInBy === 'token' ? { accessToken } : { signIn: { clientId: draft.clientId.trim(), tokenUrl: draft.tokenUrl.trim(), ...text('deviceUrl', draft.deviceUrl) } }),
  }
}

const toHop = ({ roleArn, sessionName, durationSeconds, externalId }: HopDraft) => ({ roleArn: roleArn.trim(), ...text('sessionName', sessionName), ...seconds(durationSeconds), ...text('externalId', externalId) })

const text = <K extends string>(key: K, value: string): Partial<Record<K, string>> => (value.trim() === '' ? {} : ({ [key]: value.trim() } as Partial<Record<K, string>>))
const seconds = (value: string): { durationSeconds?: number } => (value.trim() === '' ? {} : { durationSeconds: /^\d+$/.test(value.trim()) ? Number(value) : 0 })

/** The field of the form that an error is about: `hops.0.roleArn`, `signIn.tokenUrl`; the own endpoint stands for all endpoints. */
export const fieldOf = (dotted: string | undefined): string => (dotted === undefined ? '' : dotted.startsWith('endpoints') ? 'endpoint' : dotted.replace(/^signIn\./, '').replace(/\[(\d+)\]/g, '.$1'))
