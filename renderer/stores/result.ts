/** A result on screen: its columns, windows of rows, filters, search and export. Rows are pulled and never kept here. One such store for each table of the window. */
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { Column, ExportOutcome, ExportProgress, ExportSpecInput, Filter, RowWindow, Sort } from '../../shared/result'
import type { DistinctValues } from '../../shared/resultViews'
import { ask, onTell } from '../bridge'

/** The rows of the call, the answer of SQL, a comparison, and the elements of a list. */
export const tableNames = ['rows', 'sql', 'compare', 'list'] as const
export type TableName = (typeof tableNames)[number]

const createTable = (name: TableName) =>
  defineStore(`table-${name}`, () => {
    const id = ref<string>()
    const columns = shallowRef<Column[]>([])
    const search = ref('')
    const filters = shallowRef<Filter[]>([])
    const sort = shallowRef<Sort[]>([])
    /** Rows that pass search and filters, and all rows, as the last window said. */
    const matching = ref<number>()
    const total = ref<number>()
    /** Sequence number of the row in the side panel, and its JSON text. */
    const openRow = shallowRef<{ seq: number; json: string }>()
    /** Bumped when stored rows have other cells than before. */
    const revision = ref(0)
    const exportId = ref<string>()
    const exportProgress = shallowRef<ExportProgress>()
    const exported = shallowRef<ExportOutcome>()

    /** Columns that are known already spare an ask. */
    function show(next: string | undefined, known: Column[] = []): void {
      if (id.value === next) return
      id.value = next
      columns.value = known
      search.value = ''
      filters.value = []
      sort.value = []
      matching.value = undefined
      total.value = undefined
      openRow.value = undefined
      exported.value = undefined
    }

    async function readColumns(): Promise<void> {
      const asked = id.value
      if (asked === undefined) return
      const found = await ask('result.columns', { callId: asked })
      if (asked === id.value) columns.value = found
    }

    /** Rows as the table shows them now; undefined where nothing is shown. */
    async function window(offset: number, limit: number): Promise<RowWindow | undefined> {
      const asked = id.value
      if (asked === undefined) return undefined
      const rows = await ask('result.window', { callId: asked, offset, limit, sort: sort.value, filters: filters.value, search: search.value })
      if (asked === id.value) {
        matching.value = rows.matching
        total.value = rows.total
      }
      return rows
    }

    const setSearch = (text: string): void => {
      search.value = text
    }
    /** The same order again is no change. */
    function setSort(next: Sort[]): void {
      if (JSON.stringify(next) !== JSON.stringify(sort.value)) sort.value = next
    }
    const dropFilter = (one: Filter): void => {
      filters.value = filters.value.filter((kept) => kept !== one)
    }
    /** All rows again. */
    function clear(): void {
      search.value = ''
      filters.value = []
    }

    /** Takes filters that the store accepts; what it refuses stays out. @throws AppError `input` about `filters[n]`. */
    async function filter(next: Filter[]): Promise<void> {
      if (id.value === undefined) return
      await ask('result.window', { callId: id.value, offset: 0, limit: 1, filters: next })
      filters.value = next
    }

    /** The values of a column under the other filters, the most frequent first. */
    async function distinct(column: string, contains: string): Promise<DistinctValues> {
      return ask('result.distinct', { callId: id.value ?? '', column, contains, filters: filters.value, search: search.value })
    }

    /** Makes a path into a list a column: only rows that a call brought have answers to draw it from. */
    const canAdd = computed(() => id.value !== undefined && !id.value.startsWith('derived-'))
    async function addColumn(path: string): Promise<void> {
      if (id.value === undefined) return
      await ask('result.addColumn', { callId: id.value, path })
      await readColumns()
      revision.value += 1
    }

    async function rowText(seq: number): Promise<string> {
      return ask('result.row', { callId: id.value ?? '', seq })
    }

    async function readRow(seq: number): Promise<void> {
      const asked = id.value
      if (asked === undefined) return
      const json = await rowText(seq)
      if (asked === id.value) openRow.value = { seq, json }
    }

    function closeRow(): void {
      openRow.value = undefined
    }

    function listen(): () => void {
      return onTell('export.progress', (progress) => {
        if (progress.exportId === exportId.value) exportProgress.value = progress
      })
    }

    /** Writes a file; answers null where the operator closed the dialog. */
    async function exportRows(options: Omit<ExportSpecInput, 'callId' | 'exportId'>): Promise<ExportOutcome | null> {
      if (id.value === undefined) return null
      exportId.value = `${name}-${Date.now().toString(36)}`
      exportProgress.value = undefined
      exported.value = undefined
      try {
        const outcome = await ask('result.export', { ...options, callId: id.value, exportId: exportId.value })
        if (outcome) exported.value = outcome
        return outcome
      } finally {
        exportId.value = undefined
      }
    }

    async function cancelExport(): Promise<void> {
      if (exportId.value !== undefined) await ask('result.cancelExport', { exportId: exportId.value })
    }

    return {
      id, columns, search, filters, sort, matching, total, openRow, revision, canAdd, exportId, exportProgress, exported,
      show, readColumns, window, setSearch, setSort, dropFilter, clear, filter, distinct, addColumn, rowText, readRow, closeRow, listen, exportRows, cancelExport,
    }
  })

const tables = { rows: createTable('rows'), sql: createTable('sql'), compare: createTable('compare'), list: createTable('list') }
export const useResult = (name: TableName = 'rows') => tables[name]()
export type ResultTable = ReturnType<typeof useResult>
