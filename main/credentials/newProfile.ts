/** A profile as an operator gives it: checked, and parted into what goes to disk and what does not. It keeps nothing. */
import * as v from 'valibot'
import { NewProfile, ProfileName, type NewSecret, type Profile } from '../../shared/credentials'
import { AppError } from '../../shared/errors'
import { sayIssue } from '../../shared/issueWords'
import { say } from '../../shared/words'
import { readEndpoint } from '../wire/endpointHost'
import type { HeldSecret } from './profiles'

export type Pasted = Exclude<NewProfile, { kind: 'role' | 'idaas' }> | NewSecret

export function secretOf(given: Pasted): HeldSecret {
  if (given.kind === 'idaas') return { secret: given.accessToken }
  if (given.kind === 'accesskey') return { secret: given.accessKeySecret }
  return { secret: given.accessKeySecret, securityToken: given.securityToken, ...(given.expiresAt === undefined ? {} : { expiresAt: new Date(given.expiresAt) }) }
}

/** What goes to disk, what does not, and where the secret is to be. */
export function split(given: NewProfile): { profile: Profile; secret?: HeldSecret; keep: 'keychain' | 'session' } {
  const { name, regionId, endpoints, isReadOnly } = given
  const common = { name, regionId, endpoints, ...(isReadOnly === undefined ? {} : { isReadOnly }) }
  switch (given.kind) {
    case 'accesskey':
      return { profile: { ...common, kind: given.kind, accessKeyId: given.accessKeyId }, secret: secretOf(given), keep: given.keep }
    case 'sts':
      return { profile: { ...common, kind: given.kind, accessKeyId: given.accessKeyId }, secret: secretOf(given), keep: 'session' }
    case 'idaas': {
      const { kind, instanceId, roleArn, idaasRegionId, durationSeconds, accessToken, signIn } = given
      const where = signIn === undefined ? {} : { signIn: { ...signIn, deviceUrl: signIn.deviceUrl ?? signIn.tokenUrl.replace(/\/token\/?$/, '/device/code') } }
      const profile = { ...common, kind, instanceId, roleArn, idaasRegionId, ...(durationSeconds === undefined ? {} : { durationSeconds }), ...where }
      return { profile, keep: 'session', ...(accessToken === undefined ? {} : { secret: { secret: accessToken } }) }
    }
    case 'role': {
      const { kind, source, hops, sourceIdentity } = given
      return { profile: { ...common, kind, source, hops, ...(sourceIdentity === undefined ? {} : { sourceIdentity }) }, keep: 'session' }
    }
  }
}

/** @throws AppError `input` naming the field. */
export function checked(input: NewProfile): NewProfile {
  const parsed = v.safeParse(NewProfile, input)
  if (!parsed.success) {
    const issue = parsed.issues[0]
    throw new AppError('input', sayIssue(issue), { about: { field: v.getDotPath(issue) ?? 'profile' }, next: say`Correct the field and try again.` })
  }
  const { output } = parsed
  if (output.kind === 'idaas') for (const [field, url] of Object.entries(output.signIn ?? {})) if (field !== 'clientId') readEndpoint(new URL(url).origin, `signIn.${field}`)
  for (const [product, endpoint] of Object.entries(parsed.output.endpoints)) readEndpoint(endpoint.replaceAll('${region}', 'region'), `endpoints.${product}`)
  return parsed.output
}

/** @throws AppError `input` about `newName`. */
export function checkedName(name: string): string {
  const parsed = v.safeParse(ProfileName, name)
  if (parsed.success) return parsed.output
  throw new AppError('input', sayIssue(parsed.issues[0]), { about: { field: 'newName' }, next: say`Choose another name.` })
}
