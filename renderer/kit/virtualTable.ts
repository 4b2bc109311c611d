/** Rows of a long table of which only those in sight are drawn; rows without content hold the place of the others. It draws nothing. */
import { computed, type Ref } from 'vue'
import { useVirtualRows } from './virtualRows'

export interface VirtualTable<T> {
  /** What scrolls; the table stands in it. */
  box: Readonly<Ref<HTMLElement | null>>
  items: () => readonly T[]
  keyOf: (item: T) => string
  /** Pixels that a row is thought to take until it is drawn and measured. */
  rowHeight: number
}

/** A row that is drawn. */
export interface VirtualLine<T> {
  item: T
  index: number
  key: string
  /** Pixels of the rows in front of it that are not. */
  gap: number
}

/** Rows drawn beyond each end of what is in sight. */
const beyond = 20

/** What `VirtualBody.vue` draws; `behind`: pixels of the rows after the last that is drawn. */
export function useVirtualTable<T>({ box, items, keyOf, rowHeight }: VirtualTable<T>) {
  const keyAt = (index: number): string => {
    const item = items()[index]
    return item === undefined ? `${index}` : keyOf(item)
  }
  const { active, rows, height, measure, focusRow } = useVirtualRows({ box, count: () => items().length, sizeOf: () => rowHeight, keyOf: keyAt, beyond })
  const shown = computed(() =>
    rows.value.flatMap(({ index, start }, place): VirtualLine<T>[] => {
      const item = items()[index]
      return item === undefined ? [] : [{ item, index, key: keyOf(item), gap: start - (rows.value[place - 1]?.end ?? 0) }]
    }),
  )
  const behind = computed(() => parseFloat(height.value) - (rows.value.at(-1)?.end ?? 0))
  return { active, shown, behind, measure, focusRow }
}
