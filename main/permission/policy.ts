/** Reads the text of a RAM policy into statements. It judges nothing; a text that breaks RAM's grammar is answered with undefined. */

export interface Statement {
  effect: 'Allow' | 'Deny'
  /** `Action` or `NotAction`. */
  actions: string[]
  isNotAction: boolean
  /** `Resource` or `NotResource`; `*` where a statement names none, as in a trust policy. */
  resources: string[]
  isNotResource: boolean
  hasCondition: boolean
  /** Of a trust policy: `RAM`, `Service`, `Federated` → who. */
  principals: Record<string, string[]>
  /** The statement as it was written, on one line. */
  text: string
}

/**
 * Statements of a policy. `Effect` is compared as written, keys too: RAM does the same.
 * Source: RAM help, structure and syntax of policies.
 */
export function readPolicy(text: string): Statement[] | undefined {
  const policy = parse(text)
  if (!isMap(policy)) return undefined
  const written = policy['Statement']
  const list = Array.isArray(written) ? (written as unknown[]) : isMap(written) ? [written] : undefined
  const statements = list?.map(readStatement)
  return statements?.every((one) => one !== undefined) ? statements : undefined
}

function readStatement(written: unknown): Statement | undefined {
  if (!isMap(written)) return undefined
  const { Effect, Action, NotAction, Resource, NotResource, Condition, Principal } = written
  if (Effect !== 'Allow' && Effect !== 'Deny') return undefined
  if ((Action === undefined) === (NotAction === undefined)) return undefined
  if (Resource !== undefined && NotResource !== undefined) return undefined
  const actions = words(Action ?? NotAction)
  const resources = words(Resource ?? NotResource ?? '*')
  if (actions === undefined || resources === undefined) return undefined
  return {
    effect: Effect,
    actions,
    isNotAction: NotAction !== undefined,
    resources,
    isNotResource: NotResource !== undefined,
    hasCondition: isMap(Condition) ? Object.keys(Condition).length > 0 : Condition !== undefined && Condition !== null,
    principals: isMap(Principal) ? Object.fromEntries(Object.entries(Principal).map(([kind, who]) => [kind, words(who) ?? []])) : {},
    text: JSON.stringify(written),
  }
}

/** One word or a list of at least one. */
function words(value: unknown): string[] | undefined {
  const list = Array.isArray(value) ? (value as unknown[]) : [value]
  return list.length > 0 && list.every((word): word is string => typeof word === 'string' && word !== '') ? list : undefined
}

const isMap = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
