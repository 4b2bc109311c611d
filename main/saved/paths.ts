/** Keeps every path of the saved calls inside their folder: no step up, no link, no name that a system refuses. It reads and writes no file. */
import { lstat, readdir } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { AppError } from '../../shared/errors'
import { isCallFile, withoutEnding } from '../../shared/callFileName'
import { nameProblem, savedDepth } from '../../shared/saved'
import { say, sayPhrase, type Said } from '../../shared/words'

/** `a/b.yaml` → `a`; a file of the folder itself has ``. */
export const folderOf = (path: string): string => (path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '')
export const inFolder = (folder: string, name: string): string => (folder === '' ? name : `${folder}/${name}`)
/** A call file's name without its folder and its ending. */
export const stemOf = (path: string): string => withoutEnding(basename(path))

/**
 * The absolute path of what lies in the folder.
 * @throws AppError `input` about `path` where a part is refused, or is a link and so may lead out.
 */
export async function placeIn(root: string, path: string): Promise<string> {
  const parts = path === '' ? [] : path.split('/')
  if (parts.length > savedDepth + 1) throw refused(say`${JSON.stringify(path)} lies deeper than ${savedDepth} folders.`)
  let place = root
  for (const part of parts) {
    const problem = nameProblem(isCallFile(part) ? stemOf(part) : part)
    if (problem !== undefined) throw refused(say`${JSON.stringify(path)} has a part that is no name here. ${sayPhrase(problem)}`)
    place = join(place, part)
    const found = await lstat(place).catch(() => undefined)
    if (found?.isSymbolicLink() === true) throw refused(say`${JSON.stringify(path)} is reached through a link, which may lead out of the folder.`)
  }
  return place
}

function refused(message: Said): AppError {
  return new AppError('input', message, { next: say`Choose another place in the folder of the saved calls.`, about: { field: 'path' } })
}

/** Names beside this place, as a system that folds case tells them apart. */
export async function namesBeside(place: string): Promise<Set<string>> {
  const names = await readdir(dirname(place)).catch(() => [])
  return new Set(names.map(folded))
}
export const folded = (name: string): string => name.normalize('NFC').toLowerCase()

/** `name`, or `name copy`, `name copy 2`… whichever is free. */
export function freeName(taken: ReadonlySet<string>, stem: string, ending: string): string {
  const base = `${stem.replace(/ copy( \d+)?$/, '').slice(0, 90)} copy`
  for (let count = 1; ; count += 1) {
    const name = `${count === 1 ? base : `${base} ${count}`}${ending}`
    if (!taken.has(folded(name))) return name
  }
}
