/** Saved calls: the tree of a folder of call files, what opening and saving one answers, and the environments that fill its variables. Paths are relative to the folder, with `/` between their parts. */
import * as v from 'valibot'
import { CallSpec } from './call'
import { isCallFile, longestEnding, withoutEnding } from './callFileName'
import { phrase, type Said, type Words } from './words'

/** Folders in each other. */
export const savedDepth = 8
/** Entries that a tree lists. */
export const savedLimit = 10_000
/** Characters of a name, without what follows the last dot. */
const nameLength = 100
/** The file of a folder's environments. */
export const environmentFile = 'env.yaml'
/** The code of an error about environments: their file, one that it lacks, or a variable that it lacks. */
export const environmentCode = 'Environment'

/** Windows keeps these names for devices, whatever follows their first dot. */
const reserved = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\..*)?$/i
const forbidden = /[<>:"/\\|?*\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/

/** Why no system may be given this name of a file or folder, as a phrase; undefined where each takes it. */
export function nameProblem(name: string): string | undefined {
  if (name === '') return phrase('A name is missing.')
  if (name.length > nameLength) return phrase('A name has at most 100 characters.')
  if (forbidden.test(name)) return phrase('A name has none of < > : " / \\ | ? * and no control characters.')
  if (/^[. ]|[. ]$/.test(name)) return phrase('A name neither begins nor ends with a dot or a space.')
  if (reserved.test(name)) return phrase('Windows keeps this name for a device.')
  if (name.toLowerCase() === 'node_modules') return phrase('Folders of this name are not looked into.')
  return undefined
}

/** The nearest name that every system takes; `call` where nothing is left. */
export function safeName(text: string): string {
  const name = text
    .replace(new RegExp(forbidden, 'g'), '-')
    .slice(0, nameLength)
    .replace(/^[. ]+|[. ]+$/g, '')
  if (name === '') return 'call'
  return nameProblem(name) === undefined ? name : safeName(`call ${name}`)
}

export const SavedName = v.pipe(v.string(), v.trim(), v.rawCheck(({ dataset, addIssue }) => {
  const problem = dataset.typed ? nameProblem(dataset.value) : undefined
  if (problem !== undefined) addIssue({ message: problem })
}))

const parts = (path: string): string[] => path.split('/')
/** A folder of the tree; `` is the folder itself. */
export const SavedFolder = v.pipe(v.string(), v.maxLength(1000), v.check((path) => path === '' || (parts(path).length <= savedDepth && parts(path).every((part) => nameProblem(part) === undefined)), phrase('This is no folder of the saved calls.')))
const isFilePath = (path: string): boolean => isCallFile(path) && parts(path).length <= savedDepth + 1 && parts(path).every((part) => part.length <= nameLength + longestEnding && nameProblem(withoutEnding(part)) === undefined)
export const SavedPath = v.pipe(v.string(), v.maxLength(1000), v.check(isFilePath, phrase('This is no file of the saved calls.')))
/** A file or a folder. */
export const SavedPlace = v.union([SavedPath, v.pipe(SavedFolder, v.minLength(1))], phrase('This is neither a file nor a folder of the saved calls.'))

/** SHA-256 of a file's bytes, in hexadecimal: which version of it is meant. */
export const SavedHash = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))
export const EnvironmentName = v.pipe(v.string(), v.regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/, phrase('An environment is named with letters, digits, dots, dashes and underscores.')))

export type SavedEntry =
  | { kind: 'folder'; path: string }
  | { kind: 'call'; path: string; name?: string; product: string; operation: string }
  | { kind: 'environments'; path: string; names: string[] }
  /** A file that is neither, or cannot be read: why, and where. */
  | { kind: 'broken'; path: string; message: Words; field?: string; line?: number }

export interface SavedTree {
  /** The folder's own path; absent: none is chosen. */
  folder?: string
  /** Why the chosen folder cannot be read. */
  problem?: Said
  /** Each folder before what lies in it. */
  entries: SavedEntry[]
  /** There is more than a tree lists. */
  isCut: boolean
  /** Every environment's name, from the whole tree. */
  environments: string[]
  /** What is deleted can be brought back from the system's trash. */
  hasTrash: boolean
}

export interface OpenedSaved {
  path: string
  hash: string
  spec: CallSpec
}

/** The file is not as it was when it was opened: nothing was written. */
export interface SaveConflict {
  status: 'conflict'
  path: string
  /** As the call would be written. */
  mine: string
  /** As the file is now; absent where it is gone. */
  theirs?: { text: string; hash: string; spec?: CallSpec }
}
export type SaveOutcome = { status: 'saved'; path: string; hash: string } | SaveConflict

export type RemoveOutcome = 'trashed' | 'removed' | 'unconfirmed'

/** `environment` absent: none is chosen. `path`: the file that the call was opened from; absent: it lies in the folder itself. */
export const FillSpec = v.strictObject({ spec: CallSpec, path: v.exactOptional(SavedPath), environment: v.exactOptional(EnvironmentName) })
export type FillSpec = v.InferOutput<typeof FillSpec>
