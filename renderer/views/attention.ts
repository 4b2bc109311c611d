/** What the operator is told while the window is out of sight: progress in its title, a word when a call or an export has ended. It draws nothing. */
import { computed, onUnmounted, watch } from 'vue'
import { useText } from '../i18n'
import { formatCount } from '../kit/format'
import { doneShare, resultState, type Run } from '../result/outcome'
import { useApp } from '../stores/app'
import { useCall } from '../stores/call'
import { usePreferences } from '../stores/preferences'
import { tableNames, useResult } from '../stores/result'

export function useAttention(): void {
  const { t, tn, language } = useText()
  const app = useApp()
  const call = useCall()
  const preferences = usePreferences()

  const title = computed(() => {
    const { running } = call
    if (running.length === 0) return 'Rolecall'
    const share = running.reduce((sum, run) => sum + doneShare(run), 0) / running.length
    return `${Math.round(share * 100)} % · Rolecall`
  })
  watch(title, (now) => (document.title = now))

  /** Whoever looks at the window needs no word beside it. */
  function tell(heading: string, body: string): void {
    if (preferences.value.notifies && !document.hasFocus()) void app.attempt(() => app.notify(heading, body))
  }
  const nameOf = (callId: string): string => {
    const line = call.history.find((one) => one.callId === callId)
    return line?.name ?? line?.operation ?? call.shownSpec?.operation ?? callId
  }
  watch(
    () => call.running.map(({ callId }) => callId),
    (now, before) => {
      for (const callId of before.filter((one) => !now.includes(one))) {
        const run: Run | undefined = call.runs[callId]
        if (!run || run.state === 'running') continue
        tell(nameOf(callId), `${t(`state.${resultState(run)}`)} · ${tn('result.rowCount', run.totals.rows)} · ${t('result.targetsEnded', { ended: formatCount(run.totals.ended, language.value), targets: formatCount(run.totals.targets, language.value) })}`)
      }
    },
  )
  for (const name of tableNames) {
    const table = useResult(name)
    watch(
      () => table.exported,
      (done) => done && tell(t('attention.exported'), `${done.path.split(/[\\/]/).at(-1) ?? ''} · ${tn('result.rowCount', done.rows)}`),
    )
  }

  /** A browser closes its window without a word unless the page objects; in Electron main is asked anyway. */
  const object = (event: BeforeUnloadEvent): void => event.preventDefault()
  const stop = watch(
    () => app.state?.host === 'chromium' && call.running.length > 0,
    (objects) => (objects ? window.addEventListener('beforeunload', object) : window.removeEventListener('beforeunload', object)),
  )
  onUnmounted(() => {
    stop()
    window.removeEventListener('beforeunload', object)
  })
}
