/** Reads policies by RAM's grammar and finds what they say of an action. It looks at no condition: a statement holds as if its conditions were met. Source: RAM help, structure and syntax of policies. */

export type Effect = 'Allow' | 'Deny'

export interface Statement {
  effect: Effect
  /** Patterns of `Action` or `NotAction`. */
  actions: string[]
  isNotAction: boolean
  /** Patterns of `Resource` or `NotResource`; empty in a trust policy. */
  resources: string[]
  isNotResource: boolean
  /** `RAM`, `Service`, `Federated` and who; of a trust policy only. */
  principals: Record<string, string[]>
}

export interface Question {
  action: string
  /** `acs:ecs:cn-hangzhou:1234567890123456:*` */
  resource: string
}

/** Statements of a policy for users, roles or sessions; undefined where its grammar is wrong. */
export const readPolicy = (text: string): Statement[] | undefined => readStatements(text, ({ resources, principals }) => resources.length > 0 && Object.keys(principals).length === 0)

/** Statements of a role's trust policy; undefined where its grammar is wrong. */
export const readTrust = (text: string): Statement[] | undefined => readStatements(text, ({ resources, principals }) => resources.length === 0 && Object.keys(principals).length > 0)

/** What the statements say of a question: Deny over Allow; undefined where none is about it. */
export function effectOf(statements: readonly Statement[], question: Question): Effect | undefined {
  const about = statements.filter((statement) => isAbout(statement, question))
  return about.find(({ effect }) => effect === 'Deny')?.effect ?? about[0]?.effect
}

const isAbout = ({ actions, isNotAction, resources, isNotResource }: Statement, { action, resource }: Question): boolean =>
  fitsAny(actions, action) !== isNotAction && fitsAny(resources, resource) !== isNotResource

/** Whether a pattern with `*` and `?` fits; RAM compares without letter case. */
const fitsAny = (patterns: readonly string[], text: string): boolean =>
  patterns.some((pattern) => new RegExp(`^${pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*').replaceAll('?', '.')}$`, 'is').test(text))

function readStatements(text: string, isOfKind: (statement: Statement) => boolean): Statement[] | undefined {
  const policy = parse(text)
  if (!isMap(policy) || policy.Version !== '1' || !Array.isArray(policy.Statement) || policy.Statement.length === 0) return undefined
  const statements = policy.Statement.map(readStatement)
  return statements.every((one): one is Statement => one !== undefined && isOfKind(one)) ? statements : undefined
}

function readStatement(written: unknown): Statement | undefined {
  if (!isMap(written)) return undefined
  const { Effect: effect, Action, NotAction, Resource, NotResource, Principal } = written
  if (effect !== 'Allow' && effect !== 'Deny') return undefined
  if ((Action === undefined) === (NotAction === undefined) || (Resource !== undefined && NotResource !== undefined)) return undefined
  const actions = readWords(Action ?? NotAction)
  const resources = readWords(Resource ?? NotResource ?? [])
  const principals = readPrincipals(Principal)
  if (actions === undefined || actions.length === 0 || resources === undefined || principals === undefined) return undefined
  return { effect, actions, isNotAction: NotAction !== undefined, resources, isNotResource: NotResource !== undefined, principals }
}

function readPrincipals(written: unknown): Record<string, string[]> | undefined {
  if (written === undefined) return {}
  if (!isMap(written)) return undefined
  const principals: Record<string, string[]> = {}
  for (const [kind, who] of Object.entries(written)) {
    const words = readWords(who)
    if (!['RAM', 'Service', 'Federated'].includes(kind) || words === undefined || words.length === 0) return undefined
    principals[kind] = words
  }
  return principals
}

function readWords(value: unknown): string[] | undefined {
  const list: unknown[] = Array.isArray(value) ? value : [value]
  return list.every((word): word is string => typeof word === 'string' && word !== '') ? list : undefined
}

const isMap = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
