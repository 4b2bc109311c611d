/** Reads from RAM what a role is and what is attached to it, as one caller. It judges nothing; a policy whose text is refused is told without one. */
import * as v from 'valibot'
import { AppError, asAppError } from '../../shared/errors'
import { say } from '../../shared/words'
import type { Caller } from '../credentials/credentials'
import { ram, sideBySide, type Ask } from './asking'
import type { NamedPolicy } from './evaluate'

export interface AttachedPolicy extends NamedPolicy {
  /** `System` or `Custom`. */
  type: string
}

export interface RoleRead {
  /** Absent where GetRole was refused. */
  maxSessionSeconds?: number
  trustPolicy?: string
  attached: AttachedPolicy[]
}

/** The text of one version of a policy; undefined where the caller may not read it. @throws AppError `cancelled`. */
export type PolicyTexts = (caller: Caller, policy: { name: string; type: string; version: string }, signal: AbortSignal) => Promise<string | undefined>

/** All that reading sends; nothing here changes anything. */
export const readingActions = ['ram:GetRole', 'ram:ListPoliciesForRole', 'ram:GetPolicyVersion', 'ram:GetPolicy'] as const

/** Source: Ram 2015-05-01 GetRole, ListPoliciesForRole, GetPolicyVersion. */
const RoleAnswer = v.object({ Role: v.object({ AssumeRolePolicyDocument: v.string(), MaxSessionDuration: v.optional(v.union([v.number(), v.string()])) }) })
export const AttachedAnswer = v.object({ Policies: v.object({ Policy: v.array(v.object({ PolicyName: v.string(), PolicyType: v.string(), DefaultVersion: v.optional(v.string(), 'v1') })) }) })
const VersionAnswer = v.object({ PolicyVersion: v.object({ PolicyDocument: v.string() }) })

const documentsAtOnce = 4

/** System policies are the same in every account: each version is read once, also by accounts that ask at the same time. */
export function createPolicyTexts(ask: Ask): PolicyTexts {
  const known = new Map<string, Promise<string | undefined>>()
  const read: PolicyTexts = async (caller, { name, type, version }, signal) => {
    const answer = await ask(caller, { ...ram, operation: 'GetPolicyVersion', parameters: { PolicyType: type, PolicyName: name, VersionId: version } }, signal).catch((thrown: unknown) => {
      if (signal.aborted) throw thrown
      return undefined
    })
    const parsed = v.safeParse(VersionAnswer, answer)
    return parsed.success ? parsed.output.PolicyVersion.PolicyDocument : undefined
  }
  return async (caller, policy, signal) => {
    if (policy.type !== 'System') return read(caller, policy, signal)
    const key = `${policy.name}/${policy.version}`
    // What one caller may not read, or did not wait for, another may.
    const before = known.get(key)
    const text = before === undefined ? undefined : await before.catch(() => undefined)
    if (text !== undefined) return text
    const own = read(caller, policy, signal)
    known.set(key, own)
    return own
  }
}

/** @throws AppError of the assumption, where the caller is a role that cannot be assumed; of ListPoliciesForRole, where it was refused. */
export async function readRole(ask: Ask, texts: PolicyTexts, caller: Caller, roleName: string, signal: AbortSignal): Promise<RoleRead> {
  const parameters = { RoleName: roleName }
  const role = await ask(caller, { ...ram, operation: 'GetRole', parameters }, signal).catch((thrown: unknown) => {
    if (!isRefusalByRam(thrown)) throw thrown
    return undefined
  })
  const attached = readAnswer(AttachedAnswer, await ask(caller, { ...ram, operation: 'ListPoliciesForRole', parameters }, signal), 'ListPoliciesForRole').Policies.Policy
  const facts = role === undefined ? undefined : readAnswer(RoleAnswer, role, 'GetRole').Role
  return {
    ...(facts === undefined ? {} : { trustPolicy: facts.AssumeRolePolicyDocument }),
    ...(facts?.MaxSessionDuration === undefined ? {} : { maxSessionSeconds: Number(facts.MaxSessionDuration) }),
    attached: await withTexts(texts, caller, attached, signal),
  }
}

/** Attached policies with their texts. @throws AppError `cancelled`. */
export async function withTexts(texts: PolicyTexts, caller: Caller, attached: v.InferOutput<typeof AttachedAnswer>['Policies']['Policy'], signal: AbortSignal): Promise<AttachedPolicy[]> {
  const read: AttachedPolicy[] = []
  await sideBySide(attached, documentsAtOnce, async ({ PolicyName: name, PolicyType: type, DefaultVersion: version }, index) => {
    // One that was cancelled must not end the others' walk unheard: it counts as unread, and the caller sees the signal.
    const text = await texts(caller, { name, type, version }, signal).catch(() => undefined)
    read[index] = { name, type, text }
  })
  if (signal.aborted) throw new AppError('cancelled', say`The check was cancelled.`)
  return read
}

/** The role itself was assumed, and RAM refuses the question: nothing is known about the role's existence. */
export const isRefusalByRam = (thrown: unknown): boolean => {
  const { kind, about } = asAppError(thrown)
  return kind === 'refused' && about.operation !== 'AssumeRole' && (about.httpStatus === 403 || about.httpStatus === 401)
}

export function readAnswer<S extends v.GenericSchema>(schema: S, answer: unknown, operation: string): v.InferOutput<S> {
  const parsed = v.safeParse(schema, answer)
  if (parsed.success) return parsed.output
  throw new AppError('network', say`The answer of ${operation} has another form than is known.`, { about: { ...ram, operation, code: 'MalformedAnswer' }, next: say`Check the endpoint of Ram.` })
}
