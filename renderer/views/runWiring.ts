/** Running, confirming, going on, reopening: the ways a result comes on screen. It draws nothing. */
import { computed, nextTick, ref, shallowRef, watch } from 'vue'
import type { CallPlan, CallSpec } from '../../shared/call'
import { AppError } from '../../shared/errors'
import { useText } from '../i18n'
import { useApp } from '../stores/app'
import { useCall } from '../stores/call'
import { useCredentials } from '../stores/credentials'
import { useDerive } from '../stores/derive'
import { useResult } from '../stores/result'

/** A call that may run only when it is confirmed. */
export interface Gate {
  plan: CallPlan
  operation: string
  role: string
  /** Not one that goes on. */
  isNew: boolean
  confirm: () => Promise<void>
}

/** Run, confirm, cancel, reopen: the ways a result comes on screen. */
export function useRuns(takeSpec: (spec: CallSpec) => void) {
  const app = useApp()
  const call = useCall()
  const credentials = useCredentials()
  const result = useResult()
  const derive = useDerive()
  const { t } = useText()
  const isConfirming = ref(false)
  /** What waits for the operator's word: the call of the form, or one that goes on. */
  const gate = shallowRef<Gate>()
  const canRun = computed(() => credentials.currentName !== undefined && call.draft.operation !== '' && !call.isStarting && !call.isRunning && !credentials.isPracticeStarting)

  watch(
    () => call.currentId,
    (callId) => {
      result.show(callId)
      if (callId !== undefined && !call.isRunning) void app.attempt(() => result.readColumns())
    },
    { immediate: true },
  )
  watch(
    () => call.run?.columns,
    (columns) => {
      if (columns) void app.attempt(() => result.readColumns())
    },
  )

  async function start(confirmed: boolean, comparesWith?: string): Promise<void> {
    const profile = credentials.currentName
    if (profile === undefined) return
    derive.wish = undefined
    const callId = await app.attempt(() => call.start(profile, confirmed))
    if (callId === undefined) return
    void app.attempt(() => call.readHistory())
    if (comparesWith === undefined) return
    derive.wish = { callId, other: comparesWith }
    followWish()
  }
  async function run(comparesWith?: string): Promise<void> {
    const profile = credentials.currentName
    if (!canRun.value || profile === undefined) return
    app.dismiss()
    const plan = await app.attempt(() => call.readPlan(profile))
    if (!plan) return
    if (plan.isMutating || plan.isUnknownOperation) openGate({ plan, operation: call.draft.operation, role: call.draft.role, isNew: true, confirm: () => start(true, comparesWith) })
    else await start(false, comparesWith)
  }
  function openGate(next: Gate): void {
    gate.value = next
    isConfirming.value = true
  }
  async function reopen(callId: string): Promise<void> {
    const spec = await app.attempt(() => call.reopen(callId))
    if (!spec) return
    takeSpec(spec)
    await nextTick()
    await app.attempt(() => result.readColumns())
  }
  async function openFile(): Promise<void> {
    const opened = await app.attempt(() => call.open())
    if (opened) takeSpec(opened.spec)
  }
  const cancel = (): Promise<unknown> => app.attempt(() => call.cancel())
  const pause = (): Promise<unknown> => app.attempt(() => call.pause())
  /** Goes on with a call that is on screen or is brought there. */
  async function goOn(kind: 'resume' | 'retry', callId: string): Promise<void> {
    if (call.currentId !== callId) await reopen(callId)
    const { currentId, shownSpec: spec } = call
    if (currentId !== callId || !spec) return
    const run = async (confirmed: boolean): Promise<void> => {
      await app.attempt(() => call.goOn(kind, callId, confirmed))
      await app.attempt(() => call.readHistory())
    }
    await app.attempt(async () => {
      const plan = await call.planGoOn(kind, callId)
      if (plan) openGate({ plan, operation: spec.operation, role: spec.role ?? '', isNew: false, confirm: () => run(true) })
      else await run(false)
    })
  }
  /** Takes an earlier call into the form and runs it as it was; the gate stands before a change. `compares`: the two are compared once it has ended. */
  async function rerun(callId: string, { compares = false } = {}): Promise<void> {
    const spec = await app.attempt(() => call.specOf(callId))
    if (!spec) return
    if (!credentials.profiles.some(({ name }) => name === spec.profile)) return void app.report(new AppError('input', t('history.profileGone', { name: spec.profile }), { next: t('history.profileGoneNext'), about: { field: 'profile' } }))
    takeSpec(spec)
    // Choosing the profile of the call has its own consequences first.
    await nextTick()
    await run(compares ? callId : undefined)
  }
  /** The comparison that was wished for is opened once its call has ended. */
  function followWish(): void {
    if (derive.wish === undefined || derive.wish.callId !== call.currentId) return
    const state = call.run?.state
    if (state === 'finished') app.showView('compare')
    else if (state !== 'running') derive.wish = undefined
  }
  watch(() => call.run?.state, followWish)
  const save = (): Promise<unknown> => app.attempt(() => call.save(credentials.currentName ?? ''))
  /** The call with its dry run switched on; the form stays as it is. */
  async function dryRun(parameter: string): Promise<void> {
    const before = call.draft.parameters
    call.draft.parameters = { ...before, [parameter]: true }
    const started = start(false)
    call.draft.parameters = before
    await started
  }
  return { isConfirming, gate, canRun, run, dryRun, cancel, pause, goOn, reopen, rerun, openFile, save }
}
