/** The folder of saved calls as main lists it, the one that is open in the form, and a change of another hand that stands against it. */
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { CallSpec, CallSpecInput } from '../../shared/call'
import type { OpenedSaved, RemoveOutcome, SaveConflict, SavedTree } from '../../shared/saved'
import type { EnvironmentOutcome, OpenedEnvironments, SaveEnvironments } from '../../shared/environments'
import { asAppError } from '../../shared/errors'
import { ask, onTell } from '../bridge'

/** The saved call that the form was opened from. */
export interface OpenSaved extends OpenedSaved {
  /** The form right after opening. */
  before: CallSpecInput
  /** The file is another one by now. */
  isStale: boolean
}

/** What a dialog asks for; `discard`: another saved call is wished for, and the open one has changes. */
export type SavedWish = { kind: 'save' } | { kind: 'folder'; folder: string } | { kind: 'rename' | 'move' | 'remove' | 'discard'; path: string }

const nothing: SavedTree = { entries: [], isCut: false, environments: [], hasTrash: false }

export const useSaved = defineStore('saved', () => {
  const tree = shallowRef<SavedTree>(nothing)
  const isRead = ref(false)
  const current = shallowRef<OpenSaved>()
  const conflict = shallowRef<SaveConflict>()
  const wish = shallowRef<SavedWish>()
  /** The folder whose environments are being edited. */
  const environmentsOf = ref<string>()
  /** Own moves under way: until one has ended, the open file is neither here nor there. */
  let moving = 0
  /** Bumped to bring the list on screen. */
  const shows = ref(0)

  const calls = computed(() => tree.value.entries.flatMap((entry) => (entry.kind === 'call' ? [entry] : [])))

  async function read(): Promise<void> {
    tree.value = await ask('saved.list', {})
    isRead.value = true
    await look()
  }
  const listen = (onChange: () => void): (() => void) => onTell('saved.changed', onChange)

  /** Whether the open file is still the one that was opened. */
  async function look(): Promise<void> {
    const open = current.value
    if (open === undefined || moving > 0) return
    const isStale = tree.value.folder === undefined || !(await isAsOpened(open))
    if (current.value === open && moving === 0 && open.isStale !== isStale) current.value = { ...open, isStale }
  }
  async function isAsOpened({ path, hash }: OpenedSaved): Promise<boolean> {
    if (!calls.value.some((entry) => entry.path === path)) return false
    try {
      return (await ask('saved.open', { path })).hash === hash
    } catch (thrown) {
      // Gone since it was listed, or no call any more.
      if (asAppError(thrown).kind === 'input') return false
      throw thrown
    }
  }

  async function chooseFolder(isOwn: boolean): Promise<void> {
    const chosen = await ask('saved.chooseFolder', { isOwn })
    if (chosen === null) return
    tree.value = chosen
    isRead.value = true
    await look()
  }
  const open = (path: string): Promise<OpenedSaved> => ask('saved.open', { path })
  const leave = (): void => {
    current.value = undefined
    conflict.value = undefined
  }

  /** Writes the open call into its file; answers whether it was written, else `conflict` holds both versions. */
  async function save(spec: CallSpec, before: CallSpecInput, hash = current.value?.hash): Promise<boolean> {
    const open = current.value
    if (open === undefined || hash === undefined) return false
    const outcome = await ask('saved.save', { path: open.path, hash, spec })
    if (outcome.status === 'conflict') {
      conflict.value = outcome
      return false
    }
    keep({ path: outcome.path, hash: outcome.hash, spec }, before)
    return true
  }
  function keep(opened: OpenedSaved, before: CallSpecInput): void {
    current.value = { ...opened, before, isStale: false }
    conflict.value = undefined
  }
  async function create(folder: string, name: string, spec: CallSpec, before: CallSpecInput): Promise<void> {
    keep({ ...(await ask('saved.create', { folder, name, spec })), spec }, before)
    await read()
  }
  async function keepCopy(spec: CallSpec, before: CallSpecInput): Promise<void> {
    const open = current.value
    if (open === undefined) return
    keep({ ...(await ask('saved.keepCopy', { path: open.path, spec })), spec }, before)
    await read()
  }

  /** The open call goes along with its file or a folder above it; `hear` is told where it has another name then, before anything is drawn. */
  async function follow(path: string, change: () => Promise<{ path: string }>, hear: (name: string | undefined, before: string | undefined) => void = () => undefined): Promise<void> {
    moving += 1
    try {
      const next = (await change()).path
      const open = current.value
      if (open !== undefined && (open.path === path || open.path.startsWith(`${path}/`))) {
        const place = `${next}${open.path.slice(path.length)}`
        const found = await ask('saved.open', { path: place })
        if (open.isStale) current.value = { ...open, path: place }
        else {
          // Only the name in the file may be another one; what the form changed is still to be saved.
          const { name: nameBefore, ...before } = open.before
          const { name } = found.spec
          current.value = { ...open, path: place, hash: found.hash, spec: found.spec, before: { ...before, ...(name === undefined ? {} : { name }) } }
          if (name !== nameBefore) hear(name, nameBefore)
        }
      }
    } finally {
      moving -= 1
    }
    await read()
  }
  const rename = (path: string, name: string, hear: (name: string | undefined, before: string | undefined) => void): Promise<void> => follow(path, () => ask('saved.rename', { path, name }), hear)
  const move = (path: string, folder: string): Promise<void> => follow(path, () => ask('saved.move', { path, folder }))
  async function duplicate(path: string): Promise<string> {
    const copy = await ask('saved.duplicate', { path })
    await read()
    return copy.path
  }
  async function createFolder(folder: string, name: string): Promise<void> {
    await ask('saved.createFolder', { folder, name })
    await read()
  }
  async function remove(path: string, confirmed: boolean): Promise<RemoveOutcome> {
    const outcome = await ask('saved.remove', { path, confirmed })
    if (outcome === 'unconfirmed') return outcome
    const open = current.value?.path
    if (open !== undefined && (open === path || open.startsWith(`${path}/`))) leave()
    await read()
    return outcome
  }

  const openEnvironments = (folder: string): Promise<OpenedEnvironments> => ask('saved.openEnvironments', { folder })
  /** Answers both versions, and writes nothing, where another hand changed the file. */
  async function saveEnvironments(spec: SaveEnvironments): Promise<EnvironmentOutcome> {
    const outcome = await ask('saved.saveEnvironments', spec)
    if (outcome.status === 'saved') await read()
    return outcome
  }

  return { environmentsOf, openEnvironments, saveEnvironments, tree, isRead, current, conflict, wish, shows, calls, read, listen, chooseFolder, open, leave, save, keep, create, keepCopy, rename, move, duplicate, createFolder, remove }
})
