/** Rows of a long list of which only those in sight are in the page, and the one that has the keyboard, so that it is never lost by scrolling. It draws nothing. */
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/vue-virtual'
import { computed, nextTick, ref, type Ref } from 'vue'

/** Rows drawn beyond each end of what is in sight. */
const usualBeyond = 8
/** Frames in which a row that was scrolled to may appear. */
const framesWaited = 30

export interface VirtualRows {
  /** What scrolls. */
  box: Readonly<Ref<HTMLElement | null>>
  count: () => number
  /** Pixels that a row is thought to take until it is drawn and measured. */
  sizeOf: (index: number) => number
  keyOf: (index: number) => string
  /** Rows drawn beyond each end of what is in sight. */
  beyond?: number
}

export function useVirtualRows({ box, count, sizeOf, keyOf, beyond = usualBeyond }: VirtualRows) {
  /** The row that Tab leads to. */
  const active = ref(0)
  const held = computed(() => Math.max(0, Math.min(active.value, count() - 1)))
  const virtualizer = useVirtualizer(
    computed(() => {
      const kept = held.value
      return {
        count: count(),
        getScrollElement: () => box.value,
        estimateSize: sizeOf,
        getItemKey: keyOf,
        overscan: beyond,
        rangeExtractor: (range: Parameters<typeof defaultRangeExtractor>[0]) => [...new Set([...defaultRangeExtractor(range), ...(range.count > 0 ? [kept] : [])])].sort((one, other) => one - other),
      }
    }),
  )
  const rows = computed(() => virtualizer.value.getVirtualItems())
  const height = computed(() => `${virtualizer.value.getTotalSize()}px`)
  /** The first row that is in sight at all. */
  const first = computed(() => rows.value.find(({ end }) => end > (virtualizer.value.scrollOffset ?? 0))?.index ?? 0)
  const measure = (row: unknown): void => {
    if (row instanceof HTMLElement) virtualizer.value.measureElement(row)
  }

  /** Brings a row into sight and gives it, or what `selector` finds in it, the keyboard. */
  async function focusRow(index: number, selector?: string): Promise<void> {
    if (count() === 0) return
    active.value = Math.max(0, Math.min(index, count() - 1))
    virtualizer.value.scrollToIndex(active.value, { align: 'auto' })
    for (let frame = 0; frame < framesWaited; frame += 1) {
      await nextTick()
      const row = box.value?.querySelector<HTMLElement>(`[data-index="${active.value}"]`)
      const taker = selector === undefined ? row : row?.querySelector<HTMLElement>(selector)
      if (taker) {
        taker.focus({ preventScroll: true })
        virtualizer.value.scrollToIndex(active.value, { align: 'auto' })
        return
      }
      await new Promise(requestAnimationFrame)
    }
  }
  /** Rows that fit into the box, for Page Up and Page Down. */
  const pageRows = (): number => Math.max(1, Math.floor((box.value?.clientHeight ?? 0) / Math.max(1, sizeOf(active.value))) - 1)
  return { active, held, rows, height, first, measure, focusRow, pageRows }
}

/** Where a key leads in a list of rows; undefined for any other key. */
export function rowOfKey(key: string, from: number, count: number, pageRows: number): number | undefined {
  const to: Record<string, number> = { ArrowDown: from + 1, ArrowUp: from - 1, Home: 0, End: count - 1, PageDown: from + pageRows, PageUp: from - pageRows }
  const wanted = to[key]
  return wanted === undefined ? undefined : Math.max(0, Math.min(wanted, count - 1))
}
