/** The permission panel: what the call needs, the check that runs, what it found, and the plan that would give what is missing. */
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { CallSpecInput } from '../../shared/call'
import { asAppError, type AppError } from '../../shared/errors'
import type { OperationNeeds } from '../../shared/permission'
import type { AccountPermission, Grant, MendOutcome, MendPlan, Preflight } from '../../shared/preflight'
import { ask, onTell } from '../bridge'

type Busy = 'checking' | 'planning' | 'applying'

export const usePreflight = defineStore('preflight', () => {
  const isOpen = ref(false)
  /** The call that the panel is about. */
  const spec = shallowRef<CallSpecInput>()
  /** A role that reads, creates and attaches where the call's role cannot; empty: none. */
  const through = ref('')
  const grant = ref<Grant>('custom')
  const needs = shallowRef<OperationNeeds>()
  const found = shallowRef<Preflight>()
  const plan = shallowRef<MendPlan>()
  const outcomes = shallowRef<MendOutcome[]>()
  const error = shallowRef<AppError>()
  const busy = ref<Busy>()
  const progress = ref<{ ended: number; total: number }>()
  /** Results of the check that runs, by account. */
  const arrived = shallowRef<Map<string, AccountPermission>>(new Map())
  let workId = ''

  const accounts = computed<AccountPermission[]>(() => (busy.value === 'checking' ? [...arrived.value.values()] : (found.value?.accounts ?? [])))

  function listen(): () => void {
    return onTell('permission.progress', ({ checkId, ended, total, results }) => {
      if (checkId !== workId || busy.value !== 'checking') return
      progress.value = { ended, total }
      arrived.value = new Map([...arrived.value, ...results.map((result): [string, AccountPermission] => [result.accountId, result])])
    })
  }

  /** What goes wrong is shown in the panel; undefined comes back. */
  async function work<T>(kind: Busy, doing: (id: string) => Promise<T>): Promise<T | undefined> {
    if (busy.value !== undefined) return undefined
    workId = `${kind}-${Date.now().toString(36)}`
    busy.value = kind
    error.value = undefined
    try {
      return await doing(workId)
    } catch (thrown) {
      const known = asAppError(thrown)
      if (known.kind !== 'cancelled') error.value = known
      return undefined
    } finally {
      busy.value = undefined
      progress.value = undefined
    }
  }

  /** Findings of another call are no longer shown. */
  async function open(call: CallSpecInput): Promise<void> {
    if (!spec.value || !isSame(spec.value, call)) found.value = needs.value = undefined
    spec.value = call
    plan.value = outcomes.value = error.value = undefined
    isOpen.value = true
    const { product, version, operation } = call
    try {
      needs.value = await ask('permission.needs', { product, version, operation })
    } catch (thrown) {
      error.value = asAppError(thrown)
    }
  }

  const throughPart = (): { through?: string } => (through.value.trim() === '' ? {} : { through: through.value.trim() })

  async function check(): Promise<void> {
    const call = spec.value
    if (!call) return
    arrived.value = new Map()
    const answer = await work('checking', (checkId) => ask('permission.check', { checkId, spec: call, ...throughPart() }))
    if (answer) found.value = answer
  }
  async function draw(accountIds: readonly string[]): Promise<void> {
    const call = spec.value
    if (!call) return
    outcomes.value = undefined
    plan.value = await work('planning', (planId) => ask('permission.plan', { planId, mend: { spec: call, through: through.value.trim(), grant: grant.value, accounts: [...accountIds] } }))
  }
  /** Sends the plan that is shown, and checks again what came of it. */
  async function apply(): Promise<void> {
    const shown = plan.value
    if (!shown) return
    outcomes.value = await work('applying', () => {
      workId = shown.planId
      return ask('permission.apply', { plan: shown })
    })
    if (outcomes.value) await check()
  }
  async function cancel(): Promise<void> {
    if (busy.value !== undefined) await ask('permission.cancel', { id: workId })
  }

  return { isOpen, spec, through, grant, needs, found, plan, outcomes, error, busy, progress, accounts, listen, open, check, draw, apply, cancel }
})

/** Findings of one hold for the other. */
function isSame(one: CallSpecInput, other: CallSpecInput): boolean {
  const key = ({ profile, product, version, operation, role, accounts, session }: CallSpecInput): string => JSON.stringify([profile, product, version, operation, role, accounts, session])
  return key(one) === key(other)
}
