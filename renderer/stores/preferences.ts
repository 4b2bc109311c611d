/** What the window remembers between starts, never a secret. A change goes to main at once, which writes it a moment later and before its end. */
import { defineStore } from 'pinia'
import { ref } from 'vue'
import { defaultPreferences, type Preferences } from '../../shared/preferences'
import { ask } from '../bridge'

/** Milliseconds between two messages to main, so that typing does not send one with each letter. */
const leastApartMs = 50

export const usePreferences = defineStore('preferences', () => {
  const value = ref<Preferences>(structuredClone(defaultPreferences))
  const isLoaded = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined
  let sentAt = -leastApartMs
  let sent = 0

  async function load(): Promise<void> {
    value.value = await ask('preferences.read', {})
    isLoaded.value = true
  }

  async function write(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    sentAt = performance.now()
    const mine = (sent += 1)
    const saved = await ask('preferences.write', { preferences: value.value })
    // Main may have healed a field; what was changed meanwhile stands over its answer.
    if (timer === undefined && mine === sent) value.value = saved
  }

  /** Writes at once what still waits. */
  async function flush(): Promise<void> {
    if (timer !== undefined) await write()
  }

  /** Changes some fields. `onError` hears a failed write. */
  function change(part: Partial<Preferences>, onError: (thrown: unknown) => void): void {
    value.value = { ...value.value, ...part }
    const wait = sentAt + leastApartMs - performance.now()
    if (timer !== undefined) return
    if (wait <= 0) void write().catch(onError)
    else timer = setTimeout(() => void write().catch(onError), wait)
  }

  return { value, isLoaded, load, write, flush, change }
})
