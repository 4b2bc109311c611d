/** The rows that a call is made for: their columns, how many calls they ask for, and the wish to call an operation for each of them. */
import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import type { RowCount, RowCountSpec, RowSource } from '../../shared/call'
import { asAppError, type AppError } from '../../shared/errors'
import type { Column } from '../../shared/result'
import { ask } from '../bridge'

/** A column of rows for which an operation is still to be chosen. */
export interface RowWish {
  over: RowSource
  column: string
}

export const useRows = defineStore('rows', () => {
  const columns = shallowRef<Column[]>([])
  const count = shallowRef<RowCount>()
  const error = shallowRef<AppError>()
  const wish = shallowRef<RowWish>()
  const isReading = ref(false)
  let columnTurn = 0
  let countTurn = 0

  async function readColumns(over: RowSource, profile: string): Promise<void> {
    const turn = (columnTurn += 1)
    columns.value = []
    isReading.value = true
    try {
      const found = await ask('rows.columns', { over, profile })
      if (turn === columnTurn) columns.value = found
    } finally {
      if (turn === columnTurn) isReading.value = false
    }
  }

  /** Counts what these columns ask for; a refusal is kept beside the count. */
  async function readCount(spec: RowCountSpec): Promise<void> {
    const turn = (countTurn += 1)
    try {
      const found = await ask('rows.count', spec)
      if (turn !== countTurn) return
      count.value = found
      error.value = undefined
    } catch (thrown) {
      if (turn !== countTurn) return
      count.value = undefined
      error.value = asAppError(thrown)
    }
  }

  const chooseFile = (): Promise<string | null> => ask('rows.chooseFile', {})

  return { columns, count, error, wish, isReading, readColumns, readCount, chooseFile }
})
