/** Kept results and files as sources of rows, under the names that an operator knows them by. */
import { computed, type ComputedRef } from 'vue'
import type { CallSummaryLine } from '../../shared/bridge'
import type { RowSource } from '../../shared/call'
import { useText } from '../i18n'
import { formatMoment } from '../kit/format'
import { useCall } from '../stores/call'
import { fileName } from './overRows'

/** Results offered, the newest first. */
const mostOffered = 50

export function useRowSources(): { results: ComputedRef<CallSummaryLine[]>; labelOf: (over: RowSource) => string } {
  const { t, language } = useText()
  const call = useCall()
  const results = computed(() => call.history.filter(({ rows, state }) => rows > 0 && state !== 'running').slice(0, mostOffered))
  const labelOf = ({ call: callId, latest, file }: RowSource): string => {
    if (file !== undefined) return fileName(file)
    if (latest !== undefined) return t('rows.latest', { operation: latest })
    const line = call.history.find((one) => one.callId === callId)
    return line ? `${line.name ?? line.operation} ${formatMoment(line.startedAt, language.value)}` : callId?.startsWith('derived-') ? t('rows.derived') : (callId ?? '')
  }
  return { results, labelOf }
}
