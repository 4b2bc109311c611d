/** The operator's settings of this machine, as main keeps them; a refused change stays with the field it is about. */
import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import { asAppError, type AppError } from '../../shared/errors'
import { settingDefaults, type SettingName, type Settings } from '../../shared/settings'
import { ask } from '../bridge'

/** The look of the window, and the groups of what is set for the machine. */
export const settingsParts = ['look', 'safety', 'network', 'runs', 'results'] as const
export type SettingsPart = (typeof settingsParts)[number]

export const useSettings = defineStore('settings', () => {
  const value = shallowRef<Settings>(settingDefaults)
  /** Why a field was not taken, by its name. */
  const problems = ref<Partial<Record<SettingName, AppError>>>({})
  const isOpen = ref(false)
  /** The part on screen. */
  const part = ref<SettingsPart>('look')

  async function open(wanted: SettingsPart = part.value): Promise<void> {
    part.value = wanted
    value.value = await ask('settings.read', {})
    problems.value = {}
    isOpen.value = true
  }

  /** Changes that are on their way: Enter in a field says the same twice, as a key and as a change. */
  const underWay = new Map<string, Promise<boolean>>()

  /** Answers whether it was taken; what was refused is under `problems` of its field. The same change is not sent again while it is on its way. */
  function change(part: Partial<Settings>): Promise<boolean> {
    const key = JSON.stringify(part)
    const sent = underWay.get(key) ?? send(part).finally(() => underWay.delete(key))
    underWay.set(key, sent)
    return sent
  }

  async function send(part: Partial<Settings>): Promise<boolean> {
    const names = Object.keys(part) as SettingName[]
    try {
      value.value = await ask('settings.change', { part })
      problems.value = Object.fromEntries(Object.entries(problems.value).filter(([name]) => !names.includes(name as SettingName)))
      return true
    } catch (thrown) {
      const [name] = names
      if (name !== undefined) problems.value = { ...problems.value, [name]: asAppError(thrown) }
      return false
    }
  }

  async function read(): Promise<void> {
    value.value = await ask('settings.read', {})
  }

  return { value, problems, isOpen, part, open, read, change }
})
