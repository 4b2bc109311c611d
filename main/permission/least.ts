/** Least privilege of one call: each session carries a policy that allows the call's own actions and nothing else. A refusal that names another action widens it by that one, once per target; it never widens a session of a read-only profile by a change. */
import type { SessionChoice } from '../../shared/call'
import type { OperationNeeds } from '../../shared/permission'
import { AppError, asAppError } from '../../shared/errors'
import { say } from '../../shared/words'
import type { Caller } from '../credentials/credentials'
import { isReadAction, sessionPolicyOf } from './needs'
import { readPolicy } from './policy'

/** What a refusal taught: an action in place of a guess, or one beside what was known. */
export type ActionLesson = { ramAction: string } | { moreAction: string }

export interface LeastAccess {
  /** Asks as the caller, its session narrowed to the call's actions; asks once more where the refusal names an action that the policy left out. @throws what `ask` throws. */
  speak<T>(caller: Caller, ask: (speaker: Caller) => Promise<T>): Promise<T>
}

export interface LeastAccessDeps {
  needs: Pick<OperationNeeds, 'actions'>
  /** The profile may never do more than read. */
  isReadOnly: boolean
  learn?: ((lesson: ActionLesson) => void) | undefined
}

export function createLeastAccess({ needs, isReadOnly, learn }: LeastAccessDeps): LeastAccess {
  const [own] = needs.actions
  const isGuess = own?.source === 'guess'
  /** Shared by every target of the call: what one learned, the others need not. */
  let actions = needs.actions.map(({ action }) => action).filter((action) => !isReadOnly || isReadAction(action))

  const narrowed = (caller: Caller): Caller => (isLeast(caller) ? { ...caller, session: { ...caller.session, policy: sessionPolicyOf(actions) } } : caller)

  const teach = (action: string): void => {
    if (needs.actions.some((known) => isSame(known.action, action))) return
    learn?.(isGuess ? { ramAction: action } : { moreAction: action })
  }

  /** True where asking again may help: the session carried a narrower policy than a new one will. */
  const widen = (action: string, speaker: Caller): boolean => {
    if (isReadOnly && !isReadAction(action)) return false
    if (!actions.some((known) => isSame(known, action))) actions = [...actions, action]
    return sessionPolicyOf(actions) !== speaker.session?.policy
  }

  return {
    speak: async (caller, ask) => {
      const speaker = narrowed(caller)
      try {
        return await ask(speaker)
      } catch (thrown) {
        const error = asAppError(thrown)
        const action = deniedAction(error)
        if (action !== undefined) teach(action)
        if (!isLeast(caller)) throw thrown
        if (action !== undefined && widen(action, speaker)) return ask(narrowed(caller))
        throw isGuess && isDenial(error) ? withDoubt(error, actions) : thrown
      }
    },
  }
}

/**
 * The session of a call's targets: least privilege unless another policy or none is asked for. A read-only profile gets no session without a policy, and none that allows more than reading.
 * @throws AppError `input` about `session.policy`.
 */
export function leastSession(session: SessionChoice | undefined, isReadOnly: boolean): SessionChoice {
  const policy = session?.policy ?? 'least'
  if (!isReadOnly || policy === 'least') return { ...session, policy }
  if (policy === 'none') return { ...session, policy: 'least' }
  const allowing = (readPolicy(policy) ?? []).filter(({ effect }) => effect === 'Allow')
  const wide = allowing.find(({ actions, isNotAction }) => isNotAction || !actions.every(isReadAction))
  if (wide === undefined) return { ...session, policy }
  const named = wide.actions.join(', ')
  throw new AppError('input', wide.isNotAction ? say`session.policy: the profile only reads, and the policy allows everything but ${named}.` : say`session.policy: the profile only reads, and the policy allows ${named}.`, {
    next: say`Name reading actions alone, or write session.policy: least.`,
    about: { field: 'session.policy' },
  })
}

const isLeast = ({ role, session }: Caller): boolean => role !== undefined && session?.policy === 'least'
/** RAM compares actions without letter case. */
const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase()

/** A refusal of the operation itself, not of the session behind it. */
const isDenial = ({ kind, about: { httpStatus, operation } }: AppError): boolean => kind === 'refused' && (httpStatus === 403 || httpStatus === 401) && operation !== 'AssumeRole'

const deniedAction = (error: AppError): string | undefined => (error.kind === 'refused' && error.about.operation !== 'AssumeRole' ? error.about.ramAction : undefined)

/** Where the refusal names no action, nobody can tell whether the guess or the role is to blame. */
function withDoubt(error: AppError, actions: readonly string[]): AppError {
  if (error.about.ramAction !== undefined) return error
  const { message, next: move } = error.words
  const doubt = say`The session allowed only ${actions.join(', ')}, which is a guess: with session.policy: none it carries no such limit.`
  return new AppError(error.kind, message, { next: move === undefined ? doubt : say`${move} ${doubt}`, about: error.about, cause: error.cause })
}
