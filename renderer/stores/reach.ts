/** Where a role can be assumed: the test that runs, the last one of each role, and refusals put into words. */
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { Denial, DenialSpec, ReachMatrix, ReachResult } from '../../shared/permission'
import { ask, onTell } from '../bridge'

/** Account and role in one key. */
const keyOf = (profile: string, role: string): string => `${profile} ${role}`

export const useReach = defineStore('reach', () => {
  const matrices = shallowRef<Record<string, ReachMatrix>>({})
  const runningId = ref<string>()
  const running = ref<{ key: string; ended: number; total: number }>()
  /** Results of the test that runs, by account. */
  const arrived = shallowRef<Map<string, ReachResult>>(new Map())
  /** Profiles whose last tests were read. */
  const known = new Set<string>()

  const isRunning = computed(() => runningId.value !== undefined)
  const matrixOf = (profile: string, role: string): ReachMatrix | undefined => matrices.value[keyOf(profile, role)]
  /** What is known of each account, the running test's first. */
  const resultsOf = (profile: string, role: string): Map<string, ReachResult> => {
    const kept = new Map(matrixOf(profile, role)?.results.map((result) => [result.accountId, result]))
    return running.value?.key === keyOf(profile, role) ? new Map([...kept, ...arrived.value]) : kept
  }

  function listen(): () => void {
    return onTell('reach.progress', ({ reachId, ended, total, results }) => {
      if (reachId !== runningId.value || !running.value) return
      running.value = { ...running.value, ended, total }
      arrived.value = new Map([...arrived.value, ...results.map((result): [string, ReachResult] => [result.accountId, result])])
    })
  }

  async function read(profile: string): Promise<void> {
    if (known.has(profile)) return
    known.add(profile)
    const found = await ask('reach.read', { profile })
    matrices.value = { ...Object.fromEntries(found.map((matrix) => [keyOf(profile, matrix.role), matrix])), ...matrices.value }
  }

  /** Tests these accounts, or every member. */
  async function test(profile: string, role: string, accounts: readonly string[]): Promise<void> {
    const reachId = `reach-${Date.now().toString(36)}`
    runningId.value = reachId
    running.value = { key: keyOf(profile, role), ended: 0, total: accounts.length }
    arrived.value = new Map()
    try {
      const matrix = await ask('reach.test', { reachId, profile, role, ...(accounts.length === 0 ? {} : { accounts: [...accounts] }) })
      matrices.value = { ...matrices.value, [keyOf(profile, role)]: matrix }
    } finally {
      runningId.value = undefined
      running.value = undefined
    }
  }
  async function cancel(): Promise<void> {
    if (runningId.value !== undefined) await ask('reach.cancel', { reachId: runningId.value })
  }
  /** Undefined where the operator closed the dialog. */
  const save = async (profile: string, role: string): Promise<string | undefined> => (await ask('reach.export', { profile, role })) ?? undefined
  const explain = (spec: DenialSpec): Promise<Denial> => ask('denial.explain', spec)

  return { running, isRunning, matrixOf, resultsOf, listen, read, test, cancel, save, explain }
})
