/** Gives accounts the role or the attachment that a call lacks: first a plan of every request, then, on the operator's word, that plan and nothing else, once. It refuses read-only profiles and protected accounts, twice. */
import * as v from 'valibot'
import type { CallSpec } from '../../shared/call'
import { AppError, asAppError } from '../../shared/errors'
import { knownRole, roleNameOf } from '../../shared/knownRoles'
import type { OperationNeeds } from '../../shared/permission'
import { isMendable, type AccountPermission, type Grant, type MendOutcome, type MendPlan, type MendSpec, type MendStep } from '../../shared/preflight'
import { say, type Words } from '../../shared/words'
import type { Credentials } from '../credentials/credentials'
import { readingThrough } from './accountCheck'
import { ram, sideBySide, type Ask } from './asking'
import { evaluate } from './evaluate'
import { isWhole, sealPlan, smallestPolicy, stepsFor, type PolicyToAttach } from './mendSteps'
import { sessionPolicyOf } from './needs'
import { wholeWords } from './wholeWords'

export interface MendDeps {
  ask: Ask
  credentials: Pick<Credentials, 'read'>
  /** UIDs of accounts in which nothing is changed, whoever confirms it. */
  protectedAccounts: () => readonly string[]
  /** Milliseconds since 1970. */
  now: () => number
}

export interface PlanParts {
  mend: MendSpec
  needs: OperationNeeds
  /** As they are now. */
  found: readonly AccountPermission[]
  ownAccountId: string
  signal: AbortSignal
}

export interface Mender {
  /** Reads policies of the accounts and changes nothing. @throws AppError `input`, `cancelled`. */
  plan(parts: PlanParts): Promise<MendPlan>
  /** Sends a plan of this process, each request once. A cancel skips what was not sent. @throws AppError `input` where the plan is unknown, changed, old or was applied before. */
  apply(plan: MendPlan, signal: AbortSignal): Promise<MendOutcome[]>
}

/** Milliseconds after which what was read for a plan is no longer believed. */
const planAgeMs = 10 * 60_000
const accountsAtOnce = 8

/** Source: Ram 2015-05-01 GetPolicy. */
const PolicyAnswer = v.object({ DefaultPolicyVersion: v.object({ PolicyDocument: v.string() }) })

export function createMender({ ask, credentials, protectedAccounts, now }: MendDeps): Mender {
  /** Plans that may still be applied, and when they were made. */
  const issued = new Map<string, number>()

  const checkWritable = async (profile: string): Promise<void> => {
    if ((await credentials.read(profile)).isReadOnly !== true) return
    throw new AppError('input', say`The profile ${profile} only reads, and creating or attaching changes something.`, { next: say`Choose another profile, or hand the text to an administrator.`, about: { field: 'profile' } })
  }

  /** Undefined where the account has no policy of this name. */
  const textOf = async (profile: string, accountId: string, through: string, { name, type }: PolicyToAttach, signal: AbortSignal): Promise<string | undefined> => {
    const answer = await ask(readingThrough(profile, accountId, through), { ...ram, operation: 'GetPolicy', parameters: { PolicyType: type, PolicyName: name } }, signal).catch((thrown: unknown) => {
      if (asAppError(thrown).about.code === 'EntityNotExist.Policy') return undefined
      throw thrown
    })
    const parsed = v.safeParse(PolicyAnswer, answer)
    return parsed.success ? parsed.output.DefaultPolicyVersion.PolicyDocument : undefined
  }

  /** The steps of one account, or a sentence on why there are none. */
  const draw = async (account: AccountPermission, policy: PolicyToAttach, { mend: { spec, through }, needs, ownAccountId, signal }: PlanParts): Promise<MendStep[] | Words> => {
    const { accountId } = account
    if (protectedAccounts().includes(accountId)) return say`The account is protected: nothing is changed in it. The list protectedAccounts in the settings says so.`
    if (spec.role === undefined || account.roleArn === undefined) return say`The profile speaks for itself here; its own identity is not changed from here.`
    if (roleNameOf(through) === roleNameOf(spec.role)) return say`The role cannot give itself what it lacks: name another role than ${roleNameOf(spec.role)}.`
    if (account.cause === 'allowed') return say`Nothing is missing.`
    if (!isMendable(account)) return account.says
    const text = await textOf(spec.profile, accountId, through, policy, signal)
    if (policy.type === 'System') {
      if (text === undefined) return say`RAM has no system policy ${policy.name}: choose the smallest policy.`
      const lacking = needs.actions.filter(({ action }) => evaluate({ identity: [{ name: policy.name, text }] }, { action }).verdict !== 'allowed')
      if (lacking.length > 0) return say`The system policy ${policy.name} does not allow ${lacking.map(({ action }) => action).join(', ')}: choose the smallest policy.`
    } else if (text !== undefined && !isSameText(text, policy.document ?? '')) {
      return say`The account has a policy ${policy.name} with another text: remove or correct it there.`
    }
    return stepsFor({ account, role: spec.role, policy, trustedAccountId: ownAccountId, hasPolicy: text !== undefined, sessionSeconds: spec.session?.durationSeconds })
  }

  const applyTo = async (steps: readonly [index: number, step: MendStep][], { planId, profile, through }: MendPlan, signal: AbortSignal): Promise<MendOutcome[]> => {
    const outcomes: MendOutcome[] = []
    const policy = sessionPolicyOf([...new Set(steps.map(([, { operation }]) => `ram:${operation}`))])
    for (const [index, { accountId, accountName, product, version, operation, parameters }] of steps) {
      const isStopped = signal.aborted || outcomes.some(({ status }) => status !== 'done')
      if (isStopped) {
        outcomes.push({ step: index, status: 'skipped', says: signal.aborted ? say`Cancelled before it was sent.` : say`Not sent, for the request before it was not done.` })
        continue
      }
      const question = { product, version, operation, parameters, change: { id: planId, ...(accountName === undefined ? {} : { accountName }) } }
      await ask({ profile, accountId, role: through, session: { policy } }, question, signal).then(
        () => outcomes.push({ step: index, status: 'done' }),
        (thrown: unknown) => outcomes.push(failed(index, asAppError(thrown))),
      )
    }
    return outcomes
  }

  return {
    async plan(parts) {
      const { mend, needs, found, signal } = parts
      const { spec, through, grant } = mend
      await checkWritable(spec.profile)
      const policy = policyOf(grant, spec, needs)
      const drawn: (MendStep[] | Words)[] = []
      await sideBySide(found, accountsAtOnce, async (account, index) => {
        drawn[index] = await draw(account, policy, parts).catch((thrown: unknown) => saysOfFailure(asAppError(thrown), account.accountId, through))
      })
      if (signal.aborted) throw new AppError('cancelled', say`The plan was cancelled.`)
      const plan = sealPlan({
        profile: spec.profile,
        through,
        steps: drawn.flatMap((one) => (Array.isArray(one) ? one : [])),
        refused: found.flatMap(({ accountId, accountName }, index) => {
          const says = drawn[index]
          return says !== undefined && !Array.isArray(says) ? [{ accountId, ...(accountName === undefined ? {} : { accountName }), says }] : []
        }),
      })
      if (plan.steps.length > 0) issued.set(plan.planId, now())
      return plan
    },

    async apply(plan, signal) {
      const madeAt = issued.get(plan.planId)
      if (madeAt === undefined || !isWhole(plan)) throw new AppError('input', say`This plan is not the one that was shown, or it was applied before.`, { next: say`Make the plan again.`, about: { field: 'plan' } })
      // Whatever comes of it, no plan is applied twice.
      issued.delete(plan.planId)
      if (now() - madeAt > planAgeMs) throw new AppError('input', say`The plan is older than ten minutes.`, { next: say`Make the plan again.`, about: { field: 'plan' } })
      await checkWritable(plan.profile)
      const guarded = plan.steps.find(({ accountId }) => protectedAccounts().includes(accountId))
      if (guarded) throw new AppError('input', say`The account ${guarded.accountId} is protected.`, { next: say`Make the plan again.`, about: { field: 'plan', accountId: guarded.accountId } })

      const byAccount = new Map<string, [index: number, step: MendStep][]>()
      for (const [index, step] of plan.steps.entries()) byAccount.set(step.accountId, [...(byAccount.get(step.accountId) ?? []), [index, step]])
      const outcomes: MendOutcome[] = []
      await sideBySide([...byAccount.values()], accountsAtOnce, async (steps) => void outcomes.push(...(await applyTo(steps, plan, signal))))
      return outcomes.sort((a, b) => a.step - b.step)
    },
  }
}

/** @throws AppError `input` about `grant`. */
function policyOf(grant: Grant, spec: CallSpec, needs: OperationNeeds): PolicyToAttach {
  if (grant === 'custom') return smallestPolicy(needs)
  const name = grant === 'system' ? needs.systemPolicy : spec.role === undefined ? undefined : knownRole(spec.role)?.usualPolicy
  if (name !== undefined) return { name, type: 'System' }
  throw new AppError('input', grant === 'system' ? say`No system policy of ${needs.product} is known.` : say`No usual policy of this role is known.`, { next: say`Choose the smallest policy.`, about: { field: 'grant' } })
}

/** An answer that did not come says nothing about what was done. */
function failed(step: number, error: AppError): MendOutcome {
  const { kind, about: { code, requestId, httpStatus, operation } } = error
  const isSent = operation !== 'AssumeRole' && httpStatus === undefined && (kind === 'network' || kind === 'cancelled')
  return {
    step,
    status: isSent || (httpStatus !== undefined && httpStatus >= 500) ? 'uncertain' : 'refused',
    says: isSent ? say`${error.words.message} It may have been done: check the account again.` : wholeWords(error),
    ...(code === undefined ? {} : { code }),
    ...(requestId === undefined ? {} : { requestId }),
  }
}

const saysOfFailure = (error: AppError, accountId: string, through: string): Words =>
  error.about.operation === 'AssumeRole' ? say`The role ${roleNameOf(through)} cannot be assumed in account ${accountId}: ${error.words.message}` : wholeWords(error)

/** Two texts of one policy, whatever their white space. */
function isSameText(one: string, other: string): boolean {
  try {
    return JSON.stringify(JSON.parse(one)) === JSON.stringify(JSON.parse(other))
  } catch {
    return false
  }
}
