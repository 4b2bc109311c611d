/** The work that makes one result from others, done in a process of its own so that neither a call nor the window waits for it. It is given files and gives back a file. */
import { rm } from 'node:fs/promises'
import type { ResultId } from '../../shared/result'
import { compareResults, type CompareTask } from './compare'
import { runRowsFrom, type RowsFromTask } from './rowsFrom'
import { runSql, type SqlTask } from './sqlRun'

export type Task = SqlTask | RowsFromTask | CompareTask

export interface TaskFiles {
  sources: { id: ResultId; path: string }[]
  /** The file of the new result. */
  target: string
  spillFolder: string
}

/** What the new file holds. */
export interface DerivedFacts {
  rows: number
  isCut: boolean
  /** Of a comparison. */
  counts?: CompareCounts
}

export interface CompareCounts {
  added: number
  removed: number
  changed: number
  same: number
  repeatedKeys: number
  withoutKey: number
}

/** Leaves no file behind where it fails. */
export async function runTask(task: Task, files: TaskFiles, signal: AbortSignal): Promise<DerivedFacts> {
  try {
    switch (task.kind) {
      case 'sql':
        return await runSql(task, files, signal)
      case 'rowsFrom':
        return await runRowsFrom(task, files, signal)
      case 'compare':
        return await compareResults(task, files, signal)
    }
  } catch (thrown) {
    for (const path of [files.target, `${files.target}.wal`]) await rm(path, { force: true }).catch(() => undefined)
    throw thrown
  }
}
