/** The result on screen: its columns, windows of rows, search and export. Rows are pulled and never kept here. */
import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import type { Column, ExportOutcome, ExportProgress, ExportSpecInput, RowWindow, Sort, WindowSpecInput } from '../../shared/result'
import { ask, onTell } from '../bridge'

export const useResult = defineStore('result', () => {
  const callId = ref<string>()
  const columns = shallowRef<Column[]>([])
  const search = ref('')
  const sort = ref<Sort[]>([])
  /** Rows that pass the search, as the last window said. */
  const matching = ref<number>()
  /** Sequence number of the row in the side panel, and its JSON text. */
  const openRow = shallowRef<{ seq: number; json: string }>()
  const exportId = ref<string>()
  const exportProgress = shallowRef<ExportProgress>()
  const exported = shallowRef<ExportOutcome>()

  function show(next: string | undefined): void {
    if (callId.value === next) return
    callId.value = next
    columns.value = []
    search.value = ''
    sort.value = []
    matching.value = undefined
    openRow.value = undefined
    exported.value = undefined
  }

  async function readColumns(): Promise<void> {
    const id = callId.value
    if (id === undefined) return
    const found = await ask('result.columns', { callId: id })
    if (id === callId.value) columns.value = found
  }

  async function window(spec: WindowSpecInput): Promise<RowWindow> {
    const rows = await ask('result.window', spec)
    if (spec.callId === callId.value) matching.value = rows.matching
    return rows
  }

  async function readRow(seq: number): Promise<void> {
    const id = callId.value
    if (id === undefined) return
    const json = await ask('result.row', { callId: id, seq })
    if (id === callId.value) openRow.value = { seq, json }
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
  async function exportRows(id: string, options: Omit<ExportSpecInput, 'callId' | 'exportId'>): Promise<ExportOutcome | null> {
    if (callId.value === undefined) return null
    exportId.value = id
    exportProgress.value = undefined
    exported.value = undefined
    try {
      const outcome = await ask('result.export', { ...options, callId: callId.value, exportId: id })
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
    callId, columns, search, sort, matching, openRow, exportId, exportProgress, exported,
    show, readColumns, window, readRow, closeRow, listen, exportRows, cancelExport,
  }
})
