/** What the window remembers between starts; written a moment after the last change, never a secret. */
import { defineStore } from 'pinia'
import { ref } from 'vue'
import { defaultPreferences, type Preferences } from '../../shared/preferences'
import { ask } from '../bridge'

const settleMs = 400

export const usePreferences = defineStore('preferences', () => {
  const value = ref<Preferences>(structuredClone(defaultPreferences))
  const isLoaded = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined

  async function load(): Promise<void> {
    value.value = await ask('preferences.read', {})
    isLoaded.value = true
  }

  async function write(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    const saved = await ask('preferences.write', { preferences: value.value })
    if (timer === undefined) value.value = saved
  }

  /** Writes at once what still waits. */
  async function flush(): Promise<void> {
    if (timer !== undefined) await write()
  }

  /** Changes some fields; they are saved once no other change follows. `onError` hears a failed write. */
  function change(part: Partial<Preferences>, onError: (thrown: unknown) => void): void {
    value.value = { ...value.value, ...part }
    clearTimeout(timer)
    timer = setTimeout(() => void write().catch(onError), settleMs)
  }

  return { value, isLoaded, load, write, flush, change }
})
