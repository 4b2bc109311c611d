/** How the columns of a derived table are shown, while it is on screen. */
import { ref, watch } from 'vue'
import type { ResultTable } from '../stores/result'
import { changeChoices, moveChoices, type ColumnChoice } from './columnOrder'

export function useColumnChoices(table: ResultTable) {
  const choices = ref<ColumnChoice[]>([])
  watch(() => table.id, () => (choices.value = []))
  const change = (paths: readonly string[], part: Omit<ColumnChoice, 'path'>): void => {
    choices.value = changeChoices(table.columns, choices.value, paths, part)
  }
  return {
    choices,
    hide: (paths: string[], hidden: boolean): void => change(paths, { hidden }),
    width: (path: string, width: number): void => change([path], { width }),
    pin: (path: string, pinned: boolean): void => change([path], { pinned }),
    move: (paths: string[]): void => {
      choices.value = moveChoices(choices.value, paths)
    },
  }
}
