/** Where the guided start meets the stores: whether it shows, how far the operator is, and what showing the next control takes. It draws nothing. */
import { computed, nextTick, ref, watch, type Ref } from 'vue'
import { testIds } from '../../shared/testIds'
import { clearPointed, pointAt } from '../guide/pointing'
import { doneSteps, nextHint, type GuideFacts } from '../guide/steps'
import { useApp } from '../stores/app'
import { useCall } from '../stores/call'
import { useCredentials } from '../stores/credentials'
import { usePreferences } from '../stores/preferences'
import { tableNames, useResult } from '../stores/result'

/** It starts by itself where nothing was ever called and nobody left it; once left or walked it comes back only when asked for. */
export function useGuide(isReady: Ref<boolean>) {
  const app = useApp()
  const call = useCall()
  const credentials = useCredentials()
  const preferences = usePreferences()
  /** Walked to its end in this start: the last word stays until it is closed. */
  const isWalked = ref(false)

  const facts = computed((): GuideFacts => {
    const { current, profiles, isPracticeStarting } = credentials
    const { accounts, choice, role, operation } = call.draft
    return {
      hasProfiles: profiles.length > 0,
      isConnected: current !== undefined && (current.secret === 'keychain' || current.secret === 'session') && !isPracticeStarting,
      tickedAccounts: choice === undefined ? accounts.length : 1,
      lacksRole: role.trim() === '' && (choice !== undefined || accounts.some((accountId) => accountId !== current?.accountId)),
      hasOperation: operation !== '',
      ...(call.run === undefined ? {} : { run: { isRunning: call.run.state === 'running', rows: call.run.totals.rows } }),
      isExported: tableNames.some((name) => useResult(name).exported !== undefined),
    }
  })
  const done = computed(() => doneSteps(facts.value))
  const hint = computed(() => (isWalked.value ? undefined : nextHint(facts.value)))
  const isShown = computed(() => isReady.value && (preferences.value.guide === 'on' || isWalked.value))

  const keep = (guide: 'on' | 'left'): void => preferences.change({ guide }, app.report)
  watch(isReady, () => {
    if (preferences.value.guide === undefined && preferences.isLoaded) keep(call.history.length === 0 ? 'on' : 'left')
  })
  watch(
    () => facts.value.isExported,
    (isExported) => {
      if (!isExported || preferences.value.guide !== 'on') return
      isWalked.value = true
      keep('left')
    },
  )
  watch(() => hint.value?.control, clearPointed)
  watch(() => preferences.value.guide, (guide) => {
    if (guide === 'on') isWalked.value = false
  })

  async function leave(): Promise<void> {
    clearPointed()
    isWalked.value = false
    keep('left')
    // The keyboard stays where the guide can be had again.
    await nextTick()
    document.querySelector<HTMLElement>(`[data-testid="${testIds.helpButton}"]`)?.focus()
  }
  /** The control may lie behind another tab or in the other view of the call. */
  async function show(): Promise<void> {
    const next = hint.value
    if (!next) return
    if (next.step === 'operation') app.focusSearch()
    if (next.step === 'accounts') app.showView('form')
    if (next.step === 'export') app.showView('rows')
    await nextTick()
    await nextTick()
    pointAt(next.control)
  }
  return { isShown, done, hint, leave, show }
}
