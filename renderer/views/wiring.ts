/** Where the stores meet: what follows from a start, from choosing a profile or an operation. It draws nothing. */
import { computed, onMounted, onUnmounted, ref, watch } from 'vue'
import type { CallSpec } from '../../shared/call'
import type { OperationSummary } from '../../shared/catalog'
import { directoryRole } from '../../shared/credentials'
import { emptyDraft, fromSpec, restoreDraft, toStorable } from '../call/draft'
import { parameterFor, takeFrom } from '../call/overRows'
import { resolveSchema } from '../call/parameters'
import { isLocal, practiceName } from '../credentials/practice'
import { useApp } from '../stores/app'
import { useCall } from '../stores/call'
import { useCatalog } from '../stores/catalog'
import { useCredentials } from '../stores/credentials'
import { usePreferences } from '../stores/preferences'
import { usePreflight } from '../stores/preflight'
import { useReach } from '../stores/reach'
import { useRows } from '../stores/rows'
import { tableNames, useResult } from '../stores/result'

/** Loads what the window needs before it can be shown; answers with a ref that says when. */
export function useBoot() {
  const app = useApp()
  const call = useCall()
  const catalog = useCatalog()
  const credentials = useCredentials()
  const preferences = usePreferences()
  const result = useResult()
  const isReady = ref(false)
  const stops: (() => void)[] = []

  async function ended(callId: string): Promise<void> {
    await app.attempt(() => call.settle(callId))
    await app.attempt(() => call.readHistory())
    if (callId === result.id) await app.attempt(() => result.readColumns())
  }

  const flush = (): void => void app.attempt(() => preferences.flush())
  onMounted(async () => {
    window.addEventListener('pagehide', flush)
    await app.attempt(() => preferences.load())
    call.draft = restoreDraft(preferences.value.draft)
    await app.attempt(() => app.load())
    await app.attempt(() => credentials.load(preferences.value.profile))
    await app.attempt(async () => stops.push(app.listen(), catalog.listen(() => void app.attempt(() => catalog.refresh())), credentials.listen(), ...tableNames.map((name) => useResult(name).listen()), useReach().listen(), usePreflight().listen(), call.listen((callId) => void ended(callId))))
    // Free and local, so it is started without asking, while the rest is read.
    if (app.state?.practice === undefined && isLocal(credentials.current)) void app.attempt(() => credentials.connectPractice(false))
    await Promise.all([app.attempt(() => catalog.load()), app.attempt(() => call.readHistory())])
    isReady.value = true
    // A feed that cannot be asked is no reason to disturb a start; changing its address says what is wrong.
    void app.checkUpdate().catch(() => undefined)
  })
  onUnmounted(() => {
    window.removeEventListener('pagehide', flush)
    stops.forEach((stop) => stop())
  })
  return { isReady }
}

/** Saves draft, profile and selection after each change, and brings the selection of a profile back when it is chosen. */
export function useMemory() {
  const app = useApp()
  const call = useCall()
  const credentials = useCredentials()
  const preferences = usePreferences()
  /** Set while a call file brings its own accounts along. */
  let keepsDraft = false

  /** The profile of a practice cloud that ended with an earlier start of Rolecall. */
  const isPracticeAsleep = (): boolean => app.state?.practice === undefined && isLocal(credentials.current) && !credentials.isPracticeStarting

  /** Reads the accounts of a newly chosen profile. The practice cloud is free and local, so it is started without asking. */
  async function meet(name: string): Promise<void> {
    await app.attempt(() => app.load())
    if (name !== credentials.currentName || credentials.isPracticeStarting) return
    if (isPracticeAsleep()) await app.attempt(() => credentials.connectPractice(false))
    else await credentials.readDirectory(false)
  }

  function remember(): void {
    const name = credentials.currentName
    if (name === undefined) return
    const { accounts, regions, role } = call.draft
    const selection = { accounts: [...accounts], regions: [...regions], ...(role === '' ? {} : { role }) }
    preferences.change({ profile: name, draft: toStorable(call.draft), selections: { ...preferences.value.selections, [name]: selection } }, app.report)
  }

  function recall(name: string | undefined): void {
    const selection = name === undefined ? undefined : preferences.value.selections[name]
    call.draft.accounts = selection ? [...selection.accounts] : []
    call.draft.choice = undefined
    call.draft.role = selection?.role ?? ''
    call.draft.regions = selection ? [...selection.regions] : []
  }

  watch(
    () => credentials.currentName,
    (name, before) => {
      if (before !== undefined && !keepsDraft) recall(name)
      keepsDraft = false
      // Nothing of anybody's is behind the sample organisation: there alone the role is filled in.
      if (name !== undefined && name === practiceName && call.draft.role === '' && !preferences.value.selections[name]) call.draft.role = directoryRole
      const home = credentials.current?.regionId
      if (call.draft.regions.length === 0 && !call.draft.allRegions && home !== undefined) call.draft.regions = [home]
      if (name !== undefined) void meet(name)
    },
    { immediate: true },
  )
  watch(
    () => [credentials.currentName, credentials.current?.secret] as const,
    ([name, secret], [nameBefore, secretBefore]) => {
      // Signed in, or its secret given again: what was refused without it is read now.
      if (name !== undefined && name === nameBefore && secretBefore === 'missing' && secret !== 'missing') void meet(name)
    },
  )
  watch(
    () => credentials.practiceStarts,
    async () => {
      await app.attempt(() => app.load())
      if (isLocal(credentials.current)) await credentials.readDirectory(true)
    },
  )
  watch([() => call.draft, () => credentials.currentName], remember, { deep: true })

  /** Takes a call file into the form, with its profile where this machine has it. */
  function takeSpec(spec: CallSpec): void {
    const isOther = spec.profile !== credentials.currentName && credentials.profiles.some((profile) => profile.name === spec.profile)
    call.takeSpec(spec)
    if (!isOther) return
    keepsDraft = true
    credentials.choose(spec.profile)
  }
  /** Takes a pasted command line into the form: accounts, role and regions stay unless the line names them. */
  function takeCommand(spec: CallSpec): void {
    const { accounts, choice, role, sessionName, durationSeconds, session, regions, allRegions } = call.draft
    takeSpec(spec)
    call.draft.accounts = accounts
    call.draft.choice = choice
    if (spec.role === undefined) Object.assign(call.draft, { role, sessionName, durationSeconds, session })
    if (spec.regions === undefined) Object.assign(call.draft, { regions, allRegions })
  }
  return { takeSpec, takeCommand }
}

/** The form of the chosen operation, its regions and endpoints; a newly chosen operation starts with empty parameters. */
export function useOperation() {
  const app = useApp()
  const call = useCall()
  const catalog = useCatalog()
  const credentials = useCredentials()
  const key = computed(() => `${call.draft.product}/${call.draft.version}/${call.draft.operation}`)
  const regionIds = (): string[] => (call.draft.allRegions ? catalog.regions.map((region) => region.regionId) : call.draft.regions)
  const rows = useRows()
  let freshKey = ''
  /** A column that the form of the next operation takes a value from. */
  let mapped: string | undefined

  async function open(): Promise<void> {
    const now = key.value
    const { product, version, operation: name } = call.draft
    call.pageTest = undefined
    const operation = await app.attempt(() => catalog.openOperation(product, version, name))
    if (operation) void app.attempt(() => catalog.readColumns(product, version, name))
    if (freshKey !== now || key.value !== now || !operation) return
    freshKey = ''
    const region = operation.parameters.find((parameter) => /^region_?id$/i.test(parameter.name))?.name
    if (region !== undefined && !(region in call.draft.parameters)) call.draft.parameters = { [region]: '${region}', ...call.draft.parameters }
    if (mapped === undefined) return
    const parameter = parameterFor(operation.parameters, mapped)
    if (parameter) call.draft.parameters = { ...call.draft.parameters, [parameter.name]: takeFrom(resolveSchema(parameter, operation.definitions), mapped) }
    mapped = undefined
  }
  watch(key, () => void open(), { immediate: true })

  watch(
    // The practice cloud has another address after each start.
    () => [credentials.currentName, Object.values(credentials.current?.endpoints ?? {}).join(), call.draft.product, call.draft.version, ...regionIds()].join(' '),
    () => {
      const { product, version } = call.draft
      const regions = regionIds()
      if (product !== '' && version !== '') void app.attempt(() => catalog.readEndpoints(credentials.currentName, product, version, regions))
    },
    { immediate: true },
  )

  function name(product: string, version: string, operation: string): void {
    const { wish } = rows
    if (key.value === `${product}/${version}/${operation}` && !wish) return
    // Rows are called where they were found, as whom they were found.
    const { accounts, choice, role, sessionName, durationSeconds, session, regions, allRegions } = wish && call.shownSpec ? fromSpec(call.shownSpec) : call.draft
    freshKey = `${product}/${version}/${operation}`
    const isSame = key.value === freshKey
    call.draft = { ...emptyDraft(), product, version, operation, accounts, choice, role, sessionName, durationSeconds, session, regions, allRegions, over: wish?.over }
    call.unapplied = undefined
    call.refusal = undefined
    mapped = wish?.column
    rows.wish = undefined
    if (isSame) void open()
  }
  const choose = (operation: OperationSummary): void => name(operation.product, operation.version, operation.name)
  return { name, choose }
}
