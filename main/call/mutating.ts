/** Tells operations that change something from those that only read, by metadata and by verb. In doubt it says so; it never calls a doubtful one harmless. */
import type { Operation } from '../../shared/catalog'

const readVerbs = new Set(
  'describe list get query search lookup check count preview is has find fetch show estimate verify validate select scan head'.split(' '),
)
const writeVerbs = new Set(
  (
    'create delete remove run start stop reboot restart modify update set put add attach detach associate unassociate disassociate allocate release enable disable authorize revoke grant ' +
    'bind unbind tag untag import copy move apply cancel change convert deploy upgrade renew reset replace resize restore rollback send submit switch terminate transfer upload install ' +
    'uninstall invoke join leave open close lock unlock promote accept reject confirm purchase pay refund'
  ).split(' '),
)

export interface Effect {
  /** It changes something, or nothing says that it does not. */
  isMutating: boolean
  /** Neither verb nor metadata says what it does. */
  isUnknown: boolean
}

/** A verb of change decides alone; a reading one unless the catalogue objects; without either only the catalogue can call an operation harmless. */
export function effectOf(name: string, operation: Operation | undefined): Effect {
  const [first = '', second = ''] = (name.match(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])/g) ?? []).map((word) => word.toLowerCase())
  const verb = first === 'batch' ? second : first
  if (writeVerbs.has(verb) || operation?.kind === 'write') return { isMutating: true, isUnknown: false }
  if (readVerbs.has(verb) || operation?.kind === 'read') return { isMutating: false, isUnknown: false }
  return { isMutating: true, isUnknown: true }
}
