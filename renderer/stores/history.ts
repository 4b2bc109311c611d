/** The history as it is looked at: what is sought, what was found so far, which calls are ticked, and what was deleted last. Main keeps the calls. */
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { readable } from '../told'
import { undoMs, type HistoryChange, type HistoryKind, type HistoryLine, type HistoryMark, type HistoryOutcome, type HistoryPage } from '../../shared/history'
import { ask } from '../bridge'
import { dayBegins, dayEnds } from '../history/days'

/** Lines asked for at once, and at most. */
const pageSize = 100
const mostAtOnce = 10_000

/** What waits for a word before it is deleted. */
export interface Deletion {
  callIds: string[]
  pinned: number
  bytes: number
}

export const useHistory = defineStore('history', () => {
  const isOpen = ref(false)
  const text = ref('')
  const outcome = ref<HistoryOutcome | ''>('')
  const kind = ref<HistoryKind | ''>('')
  /** Days as `2026-11-22`, of this machine; empty: no limit. */
  const since = ref('')
  const until = ref('')
  const isPinned = ref(false)
  const lines = shallowRef<HistoryLine[]>([])
  const facts = shallowRef<Omit<HistoryPage, 'lines'>>()
  const ticked = ref<Set<string>>(new Set())
  const asked = shallowRef<Deletion>()
  const deleted = shallowRef<Deletion>()
  const isReading = ref(false)
  let turn = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  const hasMore = computed(() => lines.value.length < (facts.value?.matching ?? 0))

  async function page(offset: number, limit: number): Promise<HistoryPage | undefined> {
    turn += 1
    const own = turn
    isReading.value = true
    const [from, to] = [dayBegins(since.value), dayEnds(until.value)]
    try {
      const found = await ask('history.list', {
        search: text.value.trim(),
        outcomes: outcome.value === '' ? [] : [outcome.value],
        isPinned: isPinned.value,
        offset,
        limit,
        ...(kind.value === '' ? {} : { kind: kind.value }),
        ...(from === undefined ? {} : { since: from }),
        ...(to === undefined ? {} : { until: to }),
      })
      return own === turn ? found : undefined
    } finally {
      if (own === turn) isReading.value = false
    }
  }

  function take({ lines: found, ...rest }: HistoryPage, before: readonly HistoryLine[]): void {
    lines.value = [...before, ...found]
    facts.value = rest
    const there = new Set(lines.value.map(({ callId }) => callId))
    ticked.value = new Set([...ticked.value].filter((callId) => there.has(callId)))
  }

  /** From the newest on; what was shown already is read again, so that the place is kept. A later read overtakes an earlier one. */
  async function read(keepsPlace = false): Promise<void> {
    const found = await page(0, keepsPlace ? Math.min(mostAtOnce, Math.max(pageSize, lines.value.length)) : pageSize)
    if (found) take(found, [])
  }
  async function more(): Promise<void> {
    if (!hasMore.value || isReading.value) return
    const before = lines.value
    const found = await page(before.length, pageSize)
    if (found) take(found, before)
  }
  /** To the oldest. */
  async function rest(): Promise<void> {
    while (hasMore.value) {
      const before = lines.value
      const found = await page(before.length, mostAtOnce)
      if (!found || found.lines.length === 0) return
      take(found, before)
    }
  }
  async function open(): Promise<void> {
    asked.value = undefined
    ticked.value = new Set()
    isOpen.value = true
    await read()
  }

  function clear(): void {
    text.value = ''
    outcome.value = ''
    kind.value = ''
    since.value = ''
    until.value = ''
    isPinned.value = false
  }

  function tick(callId: string): void {
    const next = new Set(ticked.value)
    if (!next.delete(callId)) next.add(callId)
    ticked.value = next
  }
  const tickAll = (isOn: boolean): void => {
    ticked.value = new Set(isOn ? lines.value.filter((line) => line.state !== 'running').map(({ callId }) => callId) : [])
  }

  async function mark(change: HistoryMark): Promise<void> {
    await ask('history.mark', change)
    await read(true)
  }

  const deletionOf = (callIds: readonly string[]): Deletion => {
    const chosen = lines.value.filter((line) => callIds.includes(line.callId))
    return { callIds: [...callIds], pinned: chosen.filter((line) => line.isPinned).length, bytes: chosen.reduce((sum, { bytes }) => sum + bytes, 0) }
  }

  /** One that is not pinned goes at once, since it can be taken back; several or a pinned one are asked about. Answers whether they went. */
  async function remove(callIds: readonly string[]): Promise<boolean> {
    const deletion = deletionOf(callIds)
    if (callIds.length > 1 || deletion.pinned > 0) {
      asked.value = deletion
      return false
    }
    await discard(deletion)
    return true
  }
  /** @throws AppError of the first that could not go; the others went. */
  async function discard(deletion: Deletion): Promise<void> {
    asked.value = undefined
    const change = await ask('history.discard', { callIds: deletion.callIds })
    if (change.done.length > 0) {
      deleted.value = { ...deletion, callIds: change.done }
      clearTimeout(timer)
      timer = setTimeout(() => (deleted.value = undefined), undoMs)
    }
    await read(true)
    throwFirst(change)
  }
  async function takeBack(): Promise<void> {
    const last = deleted.value
    if (!last) return
    deleted.value = undefined
    const change = await ask('history.restore', { callIds: last.callIds })
    await read(true)
    throwFirst(change)
  }

  return { isOpen, text, outcome, kind, since, until, isPinned, lines, facts, ticked, asked, deleted, hasMore, isReading, read, more, rest, open, clear, tick, tickAll, mark, remove, discard, takeBack }
})

function throwFirst({ failed: [first] }: HistoryChange): void {
  if (first) throw readable(first.error)
}
