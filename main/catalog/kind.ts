/** Says whether an operation reads or writes, by its verb and by what the metadata says. A wrong "read" would let a change pass unasked, so doubt is called unknown or write. */
import type { OperationKind } from '../../shared/catalog'
import { wordsOf } from './names'

const reading = new Set(
  'calculate check count decode descibe describe exist exists fetch find get has head inquire inquiry is list lookup precheck preview pull query read retrieve search show stat statistics view'.split(' '),
)
const writing = new Set(
  `accept activate active add adjust allocate allow append apply approve assign associate attach auto authorize bind block build cancel change clean clear clone close commit complete config configure confirm connect convert copy create cut
  deactivate deactive decline decrease delete deletion demote deploy deprovision deregister destroy detach disable disassociate dissociate downgrade drain drop edit enable end enroll execute expand export extend failover fix flush force freeze generate grant
  handle import increase init initialize insert install invite invoke isolate join kill launch leave lock make mark merge migrate modify move mount notify open operate patch pause pay perform post produce promote provision publish purchase purge push put
  re reactivate rebalance reboot rebuild receive recover recovery redeploy refresh refuse refund register reinit reject release relieve remove rename renew repair replace report resend reset resize resolve restart restore resume retry return revoke revert rollback rotate run
  save scale schedule send set share shrink shutdown sign skip split start stop submit subscribe suspend switch sync tag terminate transfer transform transition trigger
  un unassign unassociate unattach unbind undelete undo uninstall unlock unmark unmount unregister unschedule unsubscribe unsuspend untag update upgrade upload upsert use withdraw write`.split(/\s+/),
)

/** What the metadata says, where there is metadata. */
export interface KindHints {
  /** `systemTags.operationType`: get, list, create, update, delete or none. */
  tag?: string
  /** `operationType`: read, write or readAndWrite. */
  operationType?: string
}

/** Verb first; a documented change beats a reading verb, and the metadata decides where the verb says nothing. */
export function kindOf(name: string, hints: KindHints = {}): OperationKind {
  const byVerb = kindOfVerb(wordsOf(name))
  const isTaggedChange = hints.tag === 'create' || hints.tag === 'update' || hints.tag === 'delete'
  if (byVerb === 'write') return 'write'
  if (byVerb === 'read') return isTaggedChange && hints.operationType !== 'read' ? 'write' : 'read'
  if (isTaggedChange || hints.operationType === 'write') return 'write'
  return hints.operationType === 'read' && (hints.tag === 'get' || hints.tag === 'list') ? 'read' : 'unknown'
}

function kindOfVerb([first = '', second = '']: string[]): OperationKind {
  // BatchGetX reads; BatchDeleteX writes. Describe95Traffic carries a number in its verb.
  const verb = (first === 'batch' ? second : first).replace(/\d+$/, '')
  if (reading.has(verb)) return 'read'
  return writing.has(verb) ? 'write' : 'unknown'
}
