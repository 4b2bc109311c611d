/** Where saved calls meet the form: opening fills it, saving writes it, another version is asked about. It draws nothing and runs nothing. */
import { nextTick, onMounted, onUnmounted, watch } from 'vue'
import type { CallSpec } from '../../shared/call'
import type { OpenedSaved } from '../../shared/saved'
import { fromSpec, toSpec } from '../call/draft'
import { useSavedCall } from '../saved/useSavedCall'
import { useApp } from '../stores/app'
import { useCall } from '../stores/call'
import { useCredentials } from '../stores/credentials'
import { usePreferences } from '../stores/preferences'
import { useSaved } from '../stores/saved'
import { useSettings } from '../stores/settings'

/** `fill` takes a call into the form; `saveElsewhere` asks the system where to. */
export function useSavedCalls({ fill, saveElsewhere }: { fill: (spec: CallSpec) => void; saveElsewhere: () => Promise<unknown> }) {
  const app = useApp()
  const call = useCall()
  const credentials = useCredentials()
  const preferences = usePreferences()
  const saved = useSaved()
  const settings = useSettings()
  const { now, isEdited, edited } = useSavedCall()
  let stop = (): void => undefined

  async function take(opened: OpenedSaved): Promise<void> {
    fill(opened.spec)
    // Choosing the profile of the call has its own consequences first.
    await nextTick()
    saved.keep(opened, now())
  }
  /** The file that the form was opened from at the last start, whatever was changed in the form since. */
  async function restore(): Promise<void> {
    const kept = preferences.value.saved
    if (kept === undefined || !saved.calls.some(({ path }) => path === kept.path)) return
    const opened = await saved.open(kept.path)
    const isStale = opened.hash !== kept.hash
    saved.current = { ...opened, hash: kept.hash, before: toSpec(fromSpec(opened.spec), credentials.currentName ?? opened.spec.profile), isStale }
  }
  onMounted(async () => {
    await app.attempt(async () => {
      stop = saved.listen(() => void app.attempt(() => saved.read()))
      await saved.read()
      await restore()
    })
    watch(
      () => [saved.current?.path, saved.current?.hash] as const,
      ([path, hash]) => preferences.change({ saved: path === undefined || hash === undefined ? undefined : { path, hash } }, app.report),
    )
  })
  onUnmounted(() => stop())
  watch(() => settings.value.savedFolder, () => void app.attempt(() => saved.read()))
  watch(
    () => [saved.current?.path, preferences.value.environment] as const,
    ([path, environment]) => (call.variables = { ...(path === undefined ? {} : { path }), ...(environment === undefined ? {} : { environment }) }),
    { immediate: true },
  )

  /** Opens a saved call, with the operator's word where the open one has changes. */
  function open(path: string): unknown {
    if (!isEdited.value) return openAnyway(path)
    saved.wish = { kind: 'discard', path }
  }
  const openAnyway = (path: string): Promise<unknown> => app.attempt(async () => take(await saved.open(path)))
  async function save(): Promise<unknown> {
    if (call.draft.operation === '' || credentials.currentName === undefined) return
    const spec = edited()
    if (spec !== undefined) return app.attempt(() => saved.save(spec, now()))
    if (saved.tree.folder === undefined || saved.tree.problem !== undefined) return saveElsewhere()
    saved.wish = { kind: 'save' }
  }
  async function takeTheirs(): Promise<void> {
    const { path, theirs } = saved.conflict ?? {}
    if (path !== undefined && theirs?.spec) await take({ path, hash: theirs.hash, spec: theirs.spec })
  }
  async function keepCopy(): Promise<void> {
    const spec = edited()
    if (spec) await app.attempt(() => saved.keepCopy(spec, now()))
  }
  async function overwrite(): Promise<void> {
    const spec = edited()
    if (spec && saved.conflict?.theirs) await app.attempt(() => saved.save(spec, now(), saved.conflict?.theirs?.hash))
  }
  return { open, openAnyway, save, takeTheirs, keepCopy, overwrite }
}
