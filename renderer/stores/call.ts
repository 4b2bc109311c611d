/** The call being composed, the runs and the history. It checks nothing itself: main's plan does, and its refusal is kept by field. */
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { CopyAsFormat } from '../../shared/copyAs'
import type { CallSummaryLine, Opening } from '../../shared/bridge'
import type { CallPlan, CallRecord, CallSpec, CallSpecInput, PageTest } from '../../shared/call'
import { asAppError, type AppError } from '../../shared/errors'
import { usesVariables } from '../../shared/lookUps'
import { ask, onTell } from '../bridge'
import { emptyDraft, fromSpec, toSpec, type Draft } from '../call/draft'
import { emptyRun, mergeProgress, runOfSummary, type Run } from '../result/outcome'
import { told } from '../told'

export const useCall = defineStore('call', () => {
  const draft = ref<Draft>(emptyDraft())
  const plan = shallowRef<CallPlan>()
  /** The last refusal that names a field of the form. */
  const refusal = shallowRef<AppError>()
  const history = shallowRef<CallSummaryLine[]>([])
  const runs = ref<Record<string, Run>>({})
  const currentId = ref<string>()
  /** The call whose result is shown; it may differ from the draft by now. */
  const shownSpec = shallowRef<CallSpec>()
  /** Text typed in the YAML view that the draft has not taken. */
  const unapplied = ref<string>()
  const isStarting = ref(false)
  /** What one page of the draft showed; gone once another operation is chosen. */
  const pageTest = shallowRef<PageTest>()
  const isTesting = ref(false)
  /** Whose variables the draft takes: those of its saved file and the chosen environment. */
  const variables = shallowRef<{ path?: string; environment?: string }>({})
  /** A link that waits for the operator's word before it comes into the form. */
  const link = shallowRef<Opening>()

  const run = computed(() => (currentId.value === undefined ? undefined : runs.value[currentId.value]))
  /** Calls that run, on screen or not. */
  const running = computed(() => Object.values(runs.value).filter(({ state }) => state === 'running'))
  const isRunning = computed(() => run.value?.state === 'running')

  function keepRefusal(thrown: unknown): AppError {
    const error = asAppError(thrown)
    refusal.value = error.kind === 'input' && error.about.field !== undefined ? error : undefined
    return error
  }

  function putRun(next: Run): void {
    const kept = Object.entries(runs.value).filter(([id, other]) => id === currentId.value || other.state === 'running')
    runs.value = { ...Object.fromEntries(kept), [next.callId]: next }
  }

  function listen(onEnd: (callId: string) => void): () => void {
    return onTell('call.progress', (progress) => {
      const known = runs.value[progress.callId]
      if (known && known.state !== 'running') return
      if (!known) putRun(emptyRun(progress.callId))
      const target = runs.value[progress.callId]
      if (!target) return
      mergeProgress(target, progress)
      if (progress.state !== 'running') onEnd(progress.callId)
    })
  }

  /** The draft as it is sent: with its variables filled in. */
  async function filled(profile: string): Promise<CallSpecInput> {
    const spec = toSpec(draft.value, profile)
    return usesVariables(spec) ? ask('saved.fill', { spec, ...variables.value }) : spec
  }

  /** What the draft would do; undefined and a kept refusal where it cannot run. */
  async function readPlan(profile: string): Promise<CallPlan> {
    try {
      plan.value = await ask('call.plan', await filled(profile))
      refusal.value = undefined
      return plan.value
    } catch (thrown) {
      throw keepRefusal(thrown)
    }
  }

  /** Sends the first request of the first target and keeps what its paths find. */
  async function testPage(profile: string): Promise<void> {
    const { product, operation } = draft.value
    isTesting.value = true
    try {
      const found = await ask('call.testPage', await filled(profile))
      if (draft.value.product === product && draft.value.operation === operation) pageTest.value = found
      refusal.value = undefined
    } catch (thrown) {
      pageTest.value = undefined
      throw keepRefusal(thrown)
    } finally {
      isTesting.value = false
    }
  }

  async function start(profile: string, confirmed: boolean): Promise<string> {
    isStarting.value = true
    try {
      const callId = await ask('call.start', { spec: await filled(profile), confirmed, ...(confirmed && plan.value ? { confirmedCalls: plan.value.targetCount } : {}) })
      refusal.value = undefined
      currentId.value = callId
      if (!runs.value[callId]) putRun(emptyRun(callId))
      shownSpec.value = await ask('call.spec', { callId })
      return callId
    } catch (thrown) {
      throw keepRefusal(thrown)
    } finally {
      isStarting.value = false
    }
  }

  const copyAs = async (profile: string, format: CopyAsFormat): Promise<string> => (await ask('call.copyAs', { spec: await filled(profile), format })).map(told).join('')
  const fromCommand = (profile: string, line: string): Promise<CallSpec> => ask('call.fromCommand', { line, profile })

  async function cancel(): Promise<void> {
    if (currentId.value !== undefined) await ask('call.cancel', { callId: currentId.value })
  }

  async function pause(): Promise<void> {
    if (currentId.value !== undefined) await ask('call.pause', { callId: currentId.value })
  }

  /** Goes on after the last page of each target, or runs what is not complete once more; the result on screen grows. */
  async function goOn(kind: 'resume' | 'retry', callId: string, confirmed: boolean): Promise<void> {
    const known = runs.value[callId] ?? emptyRun(callId)
    // From now on what main tells of it counts again.
    putRun({ ...known, state: 'running' })
    try {
      await ask(kind === 'resume' ? 'call.resume' : 'call.retry', { callId, confirmed })
    } catch (thrown) {
      putRun(known)
      throw thrown
    }
  }

  /** What going on would send, where it needs the operator's word; undefined where it needs none. */
  async function planGoOn(kind: 'resume' | 'retry', callId: string): Promise<CallPlan | undefined> {
    const next = await ask('call.planGoOn', { callId, kind })
    return next.isMutating || next.isUnknownOperation ? next : undefined
  }

  /** A kept call whole: its targets come in portions, for a call over rows has a hundred thousand. */
  async function readRecord(callId: string): Promise<CallRecord> {
    const { spec, summary, rest: first } = await ask('call.read', { callId })
    const targets = [...summary.targets]
    for (let rest = first; rest !== undefined; ) {
      const next = await ask('call.rest', { rest })
      targets.push(...next.targets)
      rest = next.rest
    }
    return { spec, summary: { ...summary, targets } }
  }

  /** The stored verdict on an ended call; the tells before it may have been thinned out. */
  async function settle(callId: string): Promise<void> {
    const { summary } = await readRecord(callId)
    const columns = runs.value[callId]?.columns ?? 0
    if (summary.state !== 'running') putRun({ ...runOfSummary(summary), columns })
  }

  async function readHistory(): Promise<void> {
    history.value = await ask('call.list', {})
  }

  /** The call as it was made, to be made again. */
  const specOf = (callId: string): Promise<CallSpec> => ask('call.spec', { callId })

  /** Shows an earlier call again: its form and its result. */
  async function reopen(callId: string): Promise<CallSpec> {
    const record = await readRecord(callId)
    currentId.value = callId
    if (runs.value[callId]?.state !== 'running') putRun(runOfSummary(record.summary))
    shownSpec.value = record.spec
    return record.spec
  }

  /** The call on screen runs on without it. */
  function toBackground(): void {
    currentId.value = undefined
    shownSpec.value = undefined
  }

  /** Lets go of a call on screen that was deleted. */
  function leaveDeleted(): void {
    const callId = currentId.value
    if (callId === undefined || isRunning.value || history.value.some((line) => line.callId === callId)) return
    toBackground()
  }

  function takeSpec(spec: CallSpec): void {
    draft.value = fromSpec(spec)
    unapplied.value = undefined
    refusal.value = undefined
    pageTest.value = undefined
  }

  const toYaml = (profile: string): Promise<string> => ask('call.toYaml', toSpec(draft.value, profile))
  const fromYaml = (yaml: string): Promise<CallSpec> => ask('call.fromYaml', { yaml })
  const save = (profile: string): Promise<string | null> => ask('call.save', toSpec(draft.value, profile))
  const listenOpenings = (hear: () => void): (() => void) => onTell('opening.waiting', hear)
  const takeOpening = (): Promise<Opening | null> => ask('opening.take', {})
  const open = (): Promise<{ path: string; spec: CallSpec } | null> => ask('call.open', {})

  return {
    draft, unapplied, variables, plan, refusal, history, runs, currentId, shownSpec, isStarting, pageTest, isTesting, run, isRunning, running,
    listen, filled, readPlan, testPage, start, cancel, pause, planGoOn, goOn, settle, readHistory, specOf, reopen, toBackground, leaveDeleted, takeSpec, keepRefusal, copyAs, fromCommand, toYaml, fromYaml, save, open, link, listenOpenings, takeOpening,
  }
})
