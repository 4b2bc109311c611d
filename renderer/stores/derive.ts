/** Results made from the one on screen: by SQL, by comparing it, from a list in its rows. It keeps what was asked and how it ended; the rows belong to a table. */
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { CompareSpecInput, Comparison, Derived, RowsFromSpecInput, SqlName } from '../../shared/derived'
import { asAppError, type AppError } from '../../shared/errors'
import { ask } from '../bridge'

export type DerivedKind = 'sql' | 'compare' | 'list'

/** One kind of work: at most one at a time. */
function createWork<T extends Derived>() {
  const derived = shallowRef<T>()
  const error = shallowRef<AppError>()
  const taskId = ref<string>()
  const startedAt = ref(0)
  async function run(work: (taskId: string) => Promise<T>): Promise<T | undefined> {
    const own = `task-${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 8)}`
    taskId.value = own
    startedAt.value = Date.now()
    error.value = undefined
    try {
      const made = await work(own)
      if (derived.value) void ask('result.forget', { derivedId: derived.value.derivedId }).catch(() => undefined) // it is forgotten with the window anyway
      derived.value = made
      return made
    } catch (thrown) {
      error.value = asAppError(thrown)
      return undefined
    } finally {
      if (taskId.value === own) taskId.value = undefined
    }
  }
  async function cancel(): Promise<void> {
    if (taskId.value !== undefined) await ask('result.cancelTask', { taskId: taskId.value })
  }
  function reset(): void {
    derived.value = undefined
    error.value = undefined
  }
  return { derived, error, taskId, startedAt, isRunning: computed(() => taskId.value !== undefined), run, cancel, reset }
}

export const useDerive = defineStore('derive', () => {
  const sqlText = ref('')
  const names = shallowRef<SqlName[]>([])
  /** Path of the list whose elements are on screen. */
  const listPath = ref<string>()
  /** A call that is to be compared with another as soon as it has ended. */
  const wish = shallowRef<{ callId: string; other: string }>()
  const sql = createWork<Derived>()
  const compare = createWork<Comparison>()
  const list = createWork<Derived>()
  const works = { sql, compare, list }

  const readNames = async (callId: string): Promise<void> => {
    names.value = await ask('result.sqlNames', { callId })
  }
  const runSql = (callId: string): Promise<Derived | undefined> => sql.run((taskId) => ask('result.sql', { callId, taskId, sql: sqlText.value }))
  const runCompare = (spec: Omit<CompareSpecInput, 'taskId'>): Promise<Comparison | undefined> => compare.run((taskId) => ask('result.compare', { ...spec, taskId }))
  const runList = (spec: Omit<RowsFromSpecInput, 'taskId'>): Promise<Derived | undefined> => {
    listPath.value = spec.path
    return list.run((taskId) => ask('result.rowsFrom', { ...spec, taskId }))
  }
  /** Another call is on screen: what was made of the last one is no longer shown. */
  function reset(): void {
    for (const work of Object.values(works)) {
      void work.cancel().catch(() => undefined) // it ends by itself too
      work.reset()
    }
    names.value = []
    listPath.value = undefined
  }
  return {
    sqlText, names, listPath, wish,
    sqlDerived: sql.derived, sqlError: sql.error, isSqlRunning: sql.isRunning, cancelSql: sql.cancel,
    comparison: compare.derived, compareError: compare.error, isComparing: compare.isRunning, cancelCompare: compare.cancel,
    listDerived: list.derived, listError: list.error, isListing: list.isRunning, cancelList: list.cancel,
    readNames, runSql, runCompare, runList, reset,
  }
})
