/** Saved calls: one folder of call files, listed, opened, changed and watched. Nothing outside the folder is touched, and no change of another hand is overwritten. */
import { mkdir, rename as renameFile, rm, stat } from 'node:fs/promises'
import { dirname, isAbsolute, relative, sep } from 'node:path'
import * as v from 'valibot'
import { CallSpec } from '../../shared/call'
import { isCallFile } from '../../shared/callFileName'
import type { Environment, EnvironmentOutcome, OpenedEnvironments, SaveEnvironments } from '../../shared/environments'
import { AppError } from '../../shared/errors'
import { usesVariables } from '../../shared/lookUps'
import { environmentFile, safeName, savedDepth, type FillSpec, type OpenedSaved, type RemoveOutcome, type SaveOutcome, type SavedTree } from '../../shared/saved'
import { say } from '../../shared/words'
import { placedBeside, readCallFile, writeCallFile } from '../call/callFile'
import { editCallFile } from '../call/callFileEdit'
import { fillVariables } from '../call/variables'
import { editEnvironments, listed } from './environmentEdit'
import { lookUpIn, readEnvironments, type EnvironmentFile } from './environments'
import { codeOf, gone, readText, storage, writeText, type FileText } from './files'
import { folded, folderOf, freeName, inFolder, namesBeside, placeIn, stemOf } from './paths'
import { createTreeReader, isEnvironmentFile } from './tree'
import { watchFolder } from './watch'

export interface Saved {
  /** What the chosen folder holds; from now on its changes are told. */
  list(): Promise<SavedTree>
  open(path: string): Promise<OpenedSaved>
  /** A new file `<name>.yaml`. @throws AppError `input` about `name` where it is taken. */
  create(spec: { folder: string; name: string; spec: CallSpec }): Promise<{ path: string; hash: string }>
  /** Writes the call into its file where that is still as `hash` says. */
  save(spec: { path: string; hash: string; spec: CallSpec }): Promise<SaveOutcome>
  /** What saving would write beside another version, as a new file. */
  keepCopy(spec: { path: string; spec: CallSpec }): Promise<{ path: string; hash: string }>
  /** A name of the call that followed the file's goes on following it. */
  rename(spec: { path: string; name: string }): Promise<{ path: string }>
  move(spec: { path: string; folder: string }): Promise<{ path: string }>
  duplicate(path: string): Promise<{ path: string }>
  /** Into the trash; where there is none, for good and only `confirmed`. */
  remove(spec: { path: string; confirmed: boolean }): Promise<RemoveOutcome>
  createFolder(spec: { folder: string; name: string }): Promise<{ path: string }>
  /** The call with the variables of an environment filled in. @throws AppError `input` about the field that looks one up. */
  fill(spec: FillSpec): Promise<CallSpec>
  /** The environments of a folder; none, and no hash, where it has no `env.yaml`. @throws AppError `input` where that cannot be read as such. */
  openEnvironments(folder: string): Promise<OpenedEnvironments>
  /** Writes the environments where the file is still as `hash` says. */
  saveEnvironments(spec: SaveEnvironments): Promise<EnvironmentOutcome>
  close(): Promise<void>
}

export interface SavedDeps {
  /** The chosen folder's absolute path; empty: none. */
  folder: () => string
  /** Absent: the host has no trash. */
  trash: ((place: string) => Promise<void>) | undefined
  onChange: () => void
  /** The folder cannot be watched; it is still read when asked for. */
  onWatchFailure: (thrown: unknown) => void
}

/** Versions that were opened, kept for the comments around the values of a file that is gone. */
const versionsKept = 50

export function createSaved({ folder, trash, onChange, onWatchFailure }: SavedDeps): Saved {
  const readTree = createTreeReader()
  const versions = new Map<string, string>()
  let watched: { folder: string; stop: () => Promise<void> } | undefined
  let last: Promise<unknown> = Promise.resolve()

  /** One change after the other, so that none works on what another is about to move. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(work, work)
    last = turn.catch(() => undefined)
    return turn
  }
  const root = (): string => {
    const chosen = folder()
    if (chosen === '') throw new AppError('input', say`No folder for saved calls is chosen.`, { next: say`Choose one under Saved.`, about: { field: 'savedFolder' } })
    return chosen
  }
  const watchAs = async (chosen: string): Promise<void> => {
    if (watched?.folder === chosen) return
    const before = watched
    watched = chosen === '' ? undefined : { folder: chosen, stop: watchFolder(chosen, onChange, onWatchFailure) }
    await before?.stop()
  }
  const remember = (hash: string, text: string): void => {
    versions.delete(hash)
    versions.set(hash, text)
    for (const oldest of [...versions.keys()].slice(0, Math.max(0, versions.size - versionsKept))) versions.delete(oldest)
  }
  const read = async (path: string): Promise<FileText & { place: string }> => {
    const place = await placeIn(root(), path)
    const found = await readText(place, path)
    if (found === undefined) throw gone(path)
    return { place, ...found }
  }
  /** A place for a new file or folder. */
  const newPlace = async (path: string, own?: string): Promise<string> => {
    const place = await placeIn(root(), path)
    const name = path.slice(path.lastIndexOf('/') + 1)
    const taken = await namesBeside(place)
    if (taken.has(folded(name)) && folded(name) !== own) throw new AppError('input', say`${path} is there already.`, { next: say`Choose another name.`, about: { field: 'name' } })
    return place
  }
  const write = async (place: string, path: string, text: string): Promise<{ path: string; hash: string }> => {
    await mkdir(dirname(place), { recursive: true }).catch((thrown: unknown) => {
      throw storage(say`The folder of ${path} could not be made.`, thrown)
    })
    const hash = await writeText(place, path, text)
    remember(hash, text)
    return { path, hash }
  }
  /** A file of rows in the folder is named from where the call file lies; as it was written where it is the same. */
  const unplaced = (spec: CallSpec, place: string, before?: CallSpec): CallSpec => {
    const file = spec.over?.file
    if (file === undefined || !isAbsolute(file)) return spec
    const asWritten = before?.over?.file
    const isKept = before !== undefined && asWritten !== undefined && placedBeside(before, place).over?.file === file
    const inside = relative(root(), file)
    const isInside = !inside.startsWith('..') && !isAbsolute(inside)
    const named = isKept ? asWritten : isInside ? relative(dirname(place), file).split(sep).join('/') : file
    return { ...spec, over: { ...spec.over, file: named } }
  }
  /** The call in the words of a file: with the comments of that text where it is a call file. */
  const written = (base: string | undefined, spec: CallSpec, place: string): string => {
    const before = base === undefined ? undefined : asCall(base)
    return base === undefined || before === undefined ? writeCallFile(unplaced(spec, place)) : editCallFile(base, unplaced(spec, place, before))
  }
  /** The text with another name in it, where its name followed the file's. */
  const renamed = (text: string, stem: string, next: string): string => {
    const spec = asCall(text)
    return spec?.name !== undefined && safeName(spec.name) === stem ? editCallFile(text, { ...spec, name: next }) : text
  }

  const environmentsFor = async (path: string | undefined): Promise<EnvironmentFile[]> => {
    const files: EnvironmentFile[] = []
    for (let at = path === undefined ? '' : folderOf(path); ; at = folderOf(at)) {
      const name = inFolder(at, environmentFile)
      const found = await readText(await placeIn(root(), name), name)
      if (found !== undefined) files.push(readEnvironments(found.text, name))
      if (at === '') return files
    }
  }

  const shift = async (path: string, next: string): Promise<void> => {
    const from = await placeIn(root(), path)
    const to = await newPlace(next, folderOf(path) === folderOf(next) ? folded(path.slice(path.lastIndexOf('/') + 1)) : undefined)
    await mkdir(dirname(to), { recursive: true }).catch((thrown: unknown) => {
      throw storage(say`The folder of ${next} could not be made.`, thrown)
    })
    await renameFile(from, to).catch((thrown: unknown) => {
      throw codeOf(thrown) === 'ENOENT' ? gone(path) : storage(say`${path} could not be moved.`, thrown)
    })
  }

  return {
    list: async () => {
      const chosen = folder()
      const none = { entries: [], isCut: false, environments: [], hasTrash: trash !== undefined }
      if (chosen === '') {
        await watchAs('')
        return none
      }
      const problem = await stat(chosen).then((found) => (found.isDirectory() ? undefined : say`${chosen} is no folder.`), () => say`${chosen} is not there, or cannot be read.`)
      if (problem !== undefined) return { ...none, folder: chosen, problem }
      await watchAs(chosen)
      const { entries, isCut } = await readTree(chosen).catch((thrown: unknown) => {
        throw storage(say`${chosen} could not be read.`, thrown)
      })
      const environments = new Set(entries.flatMap((entry) => (entry.kind === 'environments' ? entry.names : [])))
      return { ...none, folder: chosen, entries, isCut, environments: [...environments].sort() }
    },
    open: async (path) => {
      if (isEnvironmentFile(path)) throw new AppError('input', say`${path} holds environments and is no call.`, { next: say`Choose a call file.`, about: { field: 'path' } })
      const { text, hash, place } = await read(path)
      const spec = placedBeside(readCallFile(text), place)
      remember(hash, text)
      return { path, hash, spec }
    },
    create: ({ folder: into, name, spec }) =>
      inTurn(async () => {
        const path = inFolder(into, `${name}.yaml`)
        const place = await newPlace(path)
        return write(place, path, written(undefined, spec, place))
      }),
    save: ({ path, hash, spec }) =>
      inTurn(async () => {
        const place = await placeIn(root(), path)
        const found = await readText(place, path)
        const theirSpec = found === undefined ? undefined : asCall(found.text)
        const mine = written(theirSpec === undefined ? versions.get(hash) : found?.text, spec, place)
        if (found?.hash === hash || found?.text === mine) return { status: 'saved', ...(await write(place, path, mine)) }
        if (found !== undefined) remember(found.hash, found.text)
        return { status: 'conflict', path, mine, ...(found === undefined ? {} : { theirs: { ...found, ...(theirSpec === undefined ? {} : { spec: placedBeside(theirSpec, place) }) } }) }
      }),
    keepCopy: ({ path, spec }) =>
      inTurn(async () => {
        const place = await placeIn(root(), path)
        const found = await readText(place, path)
        const stem = stemOf(path)
        const copy = inFolder(folderOf(path), freeName(await namesBeside(place), stem, '.yaml'))
        const text = renamed(written(found?.text, spec, place), stem, stemOf(copy))
        return write(await newPlace(copy), copy, text)
      }),
    rename: ({ path, name }) =>
      inTurn(async () => {
        const isFile = isCallFile(path)
        const next = inFolder(folderOf(path), isFile ? `${name}${path.slice(path.lastIndexOf('.'))}` : name)
        if (next === path) return { path }
        const before = isFile && !isEnvironmentFile(path) ? await read(path) : undefined
        await shift(path, next)
        const text = before && renamed(before.text, stemOf(path), name)
        if (text !== undefined && text !== before?.text) await write(await placeIn(root(), next), next, text)
        return { path: next }
      }),
    move: ({ path, folder: into }) =>
      inTurn(async () => {
        const next = inFolder(into, path.slice(path.lastIndexOf('/') + 1))
        if (next === path) return { path }
        if (into === path || into.startsWith(`${path}/`)) throw new AppError('input', say`${path} cannot be moved into itself.`, { next: say`Choose another folder.`, about: { field: 'folder' } })
        if (next.split('/').length > savedDepth + Number(isCallFile(path))) throw new AppError('input', say`${next} lies deeper than ${savedDepth} folders.`, { next: say`Choose another folder.`, about: { field: 'folder' } })
        await shift(path, next)
        return { path: next }
      }),
    duplicate: (path) =>
      inTurn(async () => {
        const { text, place } = await read(path)
        const stem = stemOf(path)
        const copy = inFolder(folderOf(path), freeName(await namesBeside(place), stem, '.yaml'))
        return write(await newPlace(copy), copy, renamed(text, stem, stemOf(copy)))
      }),
    remove: ({ path, confirmed }) =>
      inTurn(async () => {
        const place = await placeIn(root(), path)
        if (path === '') throw new AppError('input', say`The folder of the saved calls itself is not deleted here.`, { about: { field: 'path' } })
        await stat(place).catch(() => {
          throw gone(path)
        })
        if (trash !== undefined) {
          await trash(place).catch((thrown: unknown) => {
            throw storage(say`${path} could not be moved to the trash.`, thrown)
          })
          return 'trashed'
        }
        if (!confirmed) return 'unconfirmed'
        await rm(place, { recursive: true }).catch((thrown: unknown) => {
          throw storage(say`${path} could not be deleted.`, thrown)
        })
        return 'removed'
      }),
    createFolder: ({ folder: into, name }) =>
      inTurn(async () => {
        const path = inFolder(into, name)
        if (path.split('/').length > savedDepth) throw new AppError('input', say`${path} lies deeper than ${savedDepth} folders.`, { next: say`Choose another folder.`, about: { field: 'folder' } })
        const place = await newPlace(path)
        await mkdir(place, { recursive: true }).catch((thrown: unknown) => {
          throw storage(say`${path} could not be made.`, thrown)
        })
        return { path }
      }),
    fill: async ({ spec, path, environment }) => {
      if (!usesVariables(spec) || folder() === '') return spec
      return v.parse(CallSpec, fillVariables(spec, lookUpIn(await environmentsFor(path), environment)))
    },
    openEnvironments: async (into) => {
      const path = inFolder(into, environmentFile)
      const found = await readText(await placeIn(root(), path), path)
      if (found === undefined) return { path, environments: [] }
      const environments = listed(readEnvironments(found.text, path))
      remember(found.hash, found.text)
      return { path, hash: found.hash, environments }
    },
    saveEnvironments: ({ folder: into, hash, environments }) =>
      inTurn(async () => {
        const path = inFolder(into, environmentFile)
        const place = await placeIn(root(), path)
        const found = await readText(place, path)
        const theirs = found === undefined ? undefined : asEnvironments(found.text, path)
        const base = theirs === undefined ? (hash === undefined ? undefined : versions.get(hash)) : found?.text
        const mine = editEnvironments(base, environments, path)
        if (found?.hash === hash || found?.text === mine) return { status: 'saved', ...(await write(place, path, mine)) }
        if (found !== undefined) remember(found.hash, found.text)
        return { status: 'conflict', path, mine, ...(found === undefined ? {} : { theirs: { ...found, ...(theirs === undefined ? {} : { environments: theirs }) } }) }
      }),
    close: () => watchAs(''),
  }
}

/** Undefined where the text holds no environments. */
function asEnvironments(text: string, path: string): Environment[] | undefined {
  try {
    return listed(readEnvironments(text, path))
  } catch {
    return undefined
  }
}

/** Undefined where the text is no call file. */
function asCall(text: string): CallSpec | undefined {
  try {
    return readCallFile(text)
  } catch {
    return undefined
  }
}
