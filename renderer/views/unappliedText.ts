/** Text of the YAML view that the form has not taken: another call comes into the form only with the operator's word. It draws nothing. */
import { computed, shallowRef } from 'vue'
import { useCall } from '../stores/call'

export function useUnappliedText() {
  const call = useCall()
  /** What waits for that word. */
  const wish = shallowRef<() => unknown>()
  const isAsking = computed({
    get: () => wish.value !== undefined,
    set: (isOpen) => {
      if (!isOpen) wish.value = undefined
    },
  })
  /** The same work, held back while there is such text. */
  const guarded = <T extends unknown[]>(work: (...args: T) => unknown) => (...args: T): unknown => {
    if (call.unapplied === undefined) return work(...args)
    wish.value = () => work(...args)
  }
  /** The text goes with the work that takes its place, so that a refused one costs nothing. */
  function discard(): void {
    const work = wish.value
    wish.value = undefined
    void work?.()
  }
  return { isAsking, guarded, discard }
}
