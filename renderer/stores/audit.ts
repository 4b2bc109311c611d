/** The audit log as it is looked at: what was sought, what was found, and whether the log is whole. */
import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import type { AuditFormat, AuditFound, AuditReport } from '../../shared/audit'
import { ask } from '../bridge'

export const useAudit = defineStore('audit', () => {
  const isOpen = ref(false)
  const text = ref('')
  const isFailed = ref(false)
  const found = shallowRef<AuditFound>()
  const report = shallowRef<AuditReport>()
  let turn = 0

  /** Reads the newest lines that agree; a later search overtakes an earlier one. */
  async function search(limit = 200): Promise<void> {
    turn += 1
    const own = turn
    const lines = await ask('audit.search', { text: text.value.trim(), isFailed: isFailed.value, limit })
    if (own === turn) found.value = lines
  }
  async function open(): Promise<void> {
    report.value = undefined
    isOpen.value = true
    await search()
  }
  async function verify(): Promise<void> {
    report.value = await ask('audit.verify', {})
  }
  /** Undefined where the operator closed the dialog. */
  async function save(format: AuditFormat): Promise<{ path: string; lines: number } | undefined> {
    return (await ask('audit.export', { search: { text: text.value.trim(), isFailed: isFailed.value }, format })) ?? undefined
  }
  return { isOpen, text, isFailed, found, report, search, open, verify, save }
})
