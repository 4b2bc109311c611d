/** The open saved call beside the form: whether the form changed it, and what saving it would write. */
import { computed } from 'vue'
import type { CallSpec, CallSpecInput } from '../../shared/call'
import { toSpec } from '../call/draft'
import { useCall } from '../stores/call'
import { useCredentials } from '../stores/credentials'
import { useSaved } from '../stores/saved'
import { editedSpec, isSame } from './edited'

export function useSavedCall() {
  const call = useCall()
  const credentials = useCredentials()
  const saved = useSaved()
  const now = (): CallSpecInput => toSpec(call.draft, credentials.currentName ?? '')
  const isEdited = computed(() => saved.current !== undefined && !isSame(saved.current.before, now()))
  /** What would be written; undefined where none is open. */
  const edited = (): CallSpec | undefined => saved.current && editedSpec(saved.current.spec, saved.current.before, now())
  return { now, isEdited, edited }
}
