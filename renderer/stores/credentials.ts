/** Profiles, the accounts each can name, and the live sessions. A secret passes through `add` into one ask and is never kept. */
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { AskInput } from '../../shared/bridge'
import type { Directory, ImportCandidate, ImportOutcome, LockState, ProfileSummary, SessionState, SignInState } from '../../shared/credentials'
import { asAppError, type AppError } from '../../shared/errors'
import { ask, onTell } from '../bridge'

/** The dialogs about profiles: to add, take over, rename or remove one. */
export type ProfileDialog = 'add' | 'import' | 'rename' | 'remove'

export const useCredentials = defineStore('credentials', () => {
  const profiles = ref<ProfileSummary[]>([])
  const currentName = ref<string>()
  const directories = ref<Record<string, Directory>>({})
  const directoryErrors = shallowRef<Record<string, AppError>>({})
  const isReading = ref(false)
  const sessions = shallowRef<SessionState[]>([])
  const lock = ref<LockState>({ isLocked: false, afterMinutes: 0 })
  /** The dialog that is open. */
  const dialog = ref<ProfileDialog>()
  /** The profile whose secret is being asked for again. */
  const needsSecret = ref<string>()
  /** How far the sign-in of that profile has come. */
  const signIn = ref<SignInState>()
  const isPracticeStarting = ref(false)
  /** The last start failed; until then a practice cloud that is not there is on its way. */
  const hasPracticeFailed = ref(false)
  /** Grows with each start of the practice cloud: its address and key are new. */
  const practiceStarts = ref(0)

  const current = computed(() => profiles.value.find((profile) => profile.name === currentName.value))
  const isLocked = computed(() => lock.value.isLocked)
  const directory = computed(() => (currentName.value === undefined ? undefined : directories.value[currentName.value]))
  const directoryError = computed(() => (currentName.value === undefined ? undefined : directoryErrors.value[currentName.value]))

  function put(profile: ProfileSummary): void {
    const others = profiles.value.filter((other) => other.name !== profile.name)
    profiles.value = [...others, profile].sort((left, right) => left.name.localeCompare(right.name))
  }

  async function load(preferred: string | undefined): Promise<void> {
    profiles.value = await ask('profile.list', {})
    const wanted = profiles.value.find((profile) => profile.name === preferred) ?? profiles.value[0]
    currentName.value = wanted?.name
    sessions.value = await ask('session.list', {})
    lock.value = await ask('lock.state', {})
  }

  function listen(): () => void {
    const stops = [
      onTell('session.changed', (live) => {
        sessions.value = live
      }),
      onTell('lock.changed', (state) => {
        lock.value = state
      }),
    ]
    return () => stops.forEach((stop) => stop())
  }

  async function lockNow(): Promise<void> {
    lock.value = await ask('lock.now', {})
  }

  /** Asks the keychain again; profiles whose secret was in memory alone come back without it. */
  async function unlock(): Promise<void> {
    lock.value = await ask('lock.open', {})
    profiles.value = await ask('profile.list', {})
  }

  function choose(name: string): void {
    currentName.value = name
  }

  async function add(input: AskInput<'profile.add'>): Promise<ProfileSummary> {
    const profile = await ask('profile.add', input)
    put(profile)
    currentName.value = profile.name
    return profile
  }

  async function verify(name: string): Promise<ProfileSummary> {
    const profile = await ask('profile.verify', { name })
    put(profile)
    return profile
  }

  async function setReadOnly(name: string, isReadOnly: boolean): Promise<void> {
    put(await ask('profile.readOnly', { name, isReadOnly }))
  }

  /** A secret given again, for memory only. */
  async function supply(input: AskInput<'profile.supply'>): Promise<void> {
    put(await ask('profile.supply', input))
  }

  async function beginSignIn(name: string): Promise<void> {
    signIn.value = undefined
    signIn.value = await ask('profile.signIn', { name })
  }

  /** Once signed in, the profile is read anew. */
  async function readSignIn(): Promise<SignInState | undefined> {
    if (needsSecret.value === undefined) return undefined
    signIn.value = await ask('profile.signInState', { name: needsSecret.value })
    if (signIn.value.state === 'signedIn') profiles.value = await ask('profile.list', {})
    return signIn.value
  }

  async function cancelSignIn(): Promise<void> {
    if (needsSecret.value !== undefined) await ask('profile.cancelSignIn', { name: needsSecret.value })
    signIn.value = undefined
  }

  const importable = (): Promise<ImportCandidate[]> => ask('profile.importable', {})

  async function importProfiles(ids: string[], keep: 'keychain' | 'session'): Promise<ImportOutcome> {
    const outcome = await ask('profile.import', { ids, keep })
    outcome.profiles.forEach(put)
    currentName.value ??= outcome.profiles[0]?.name
    return outcome
  }

  async function rename(name: string, newName: string): Promise<void> {
    const profile = await ask('profile.rename', { name, newName })
    profiles.value = profiles.value.filter((other) => other.name !== name)
    put(profile)
    if (currentName.value === name) currentName.value = newName
  }

  async function remove(name: string): Promise<void> {
    await ask('profile.remove', { name })
    profiles.value = profiles.value.filter((other) => other.name !== name)
    if (currentName.value === name) currentName.value = profiles.value[0]?.name
  }

  /** `isChosen`: makes its profile the current one; without it the operator's choice stays. */
  async function connectPractice(isChosen = true): Promise<ProfileSummary> {
    isPracticeStarting.value = true
    hasPracticeFailed.value = false
    try {
      const profile = await ask('practice.connect', {})
      put(profile)
      if (isChosen) currentName.value = profile.name
      practiceStarts.value += 1
      return profile
    } catch (thrown) {
      hasPracticeFailed.value = true
      throw thrown
    } finally {
      isPracticeStarting.value = false
    }
  }

  function settle(name: string, found: Directory | undefined, error: AppError | undefined): void {
    if (found) directories.value[name] = found
    const errors = { ...directoryErrors.value }
    delete errors[name]
    if (error) errors[name] = error
    directoryErrors.value = errors
  }

  /** Reads the member accounts of the current profile; a refusal is kept beside the tree, where UIDs can be typed instead. */
  async function readDirectory(refresh: boolean): Promise<void> {
    const profile = currentName.value
    if (profile === undefined) return
    isReading.value = true
    try {
      settle(profile, await ask('directory.read', { profile, refresh }), undefined)
    } catch (thrown) {
      settle(profile, undefined, asAppError(thrown))
    } finally {
      isReading.value = false
    }
  }

  async function typeAccounts(uids: string): Promise<Directory> {
    const profile = currentName.value ?? ''
    const typed = await ask('directory.type', { profile, uids })
    settle(profile, typed, undefined)
    return typed
  }

  return {
    profiles, currentName, current, directory, directoryError, isReading, sessions, lock, isLocked, dialog, needsSecret, signIn, isPracticeStarting, hasPracticeFailed, practiceStarts,
    load, listen, lockNow, unlock, choose, add, verify, setReadOnly, supply, beginSignIn, readSignIn, cancelSignIn, importable, importProfiles, rename, remove, connectPractice, readDirectory, typeAccounts,
  }
})
