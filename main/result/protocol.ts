/** The messages between main and the result process: asks with an id, answers with the same id, and a beat that says the process is alive. */
import type { WireError } from '../../shared/errors'
import type { ExportProgress, ExportSpec } from '../../shared/result'
import type { Owner } from './owner'
import type { PortionedCore } from './portions'
import type { Task, TaskFiles } from './tasks'

/** What is asked by one message and answered by one. */
export const verbs = ['handTargets', 'create', 'appendPage', 'appendPages', 'examine', 'reopen', 'pages', 'putOutcomes', 'finish', 'list', 'history', 'mark', 'discard', 'restore', 'sweep', 'read', 'rest', 'remove', 'columns', 'window', 'row', 'rowValues', 'fileColumns', 'distinct', 'responses', 'response', 'body', 'chart', 'sqlNames', 'prepare', 'adopt', 'giveBack', 'forget', 'addColumn', 'prune', 'close'] as const
export type Verb = (typeof verbs)[number]

export type ToChild =
  /** The first message to the process that keeps the results. */
  | { kind: 'open'; home: string; owner: Owner }
  | { [V in Verb]: { kind: 'ask'; id: number; verb: V; args: Parameters<PortionedCore[V]> } }[Verb]
  | { kind: 'export'; id: number; spec: ExportSpec; path: string }
  /** To a process of its own, which does this and nothing else. */
  | { kind: 'task'; id: number; task: Task; files: TaskFiles }
  | { kind: 'cancel'; id: number }

export type FromChild =
  | { kind: 'value'; id: number; value: unknown }
  | { kind: 'error'; id: number; error: WireError }
  | { kind: 'progress'; id: number; progress: ExportProgress }
  | { kind: 'beat' }

/** Milliseconds between two beats. */
export const beatEvery = 1000
