/** One small JSON file of this module: checked when read, written whole or not at all, readable by its owner only. It never overwrites a file it cannot read. */
import { mkdir, readFile, rename, rm } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import * as v from 'valibot'
import writeFileAtomic from 'write-file-atomic'
import { AppError } from '../../shared/errors'
import { say, type Said, type Words } from '../../shared/words'

export interface JsonFile<T> {
  /** Undefined where there is no file. @throws AppError `storage`; a file that is not what it should be is kept aside under a name that the error says. */
  read(): Promise<T | undefined>
  write(value: T): Promise<void>
  /** Does nothing where there is no file. */
  remove(): Promise<void>
}

export interface JsonFileDeps<T> {
  path: string
  schema: v.GenericSchema<unknown, T>
  /** Names the kept-aside file. */
  now: () => number
  /** What to do when the file was broken. */
  next: Words
}

export function createJsonFile<T>({ path, schema, now, next }: JsonFileDeps<T>): JsonFile<T> {
  const keepAside = async (): Promise<never> => {
    const aside = `${basename(path)}.broken-${new Date(now()).toISOString().replace(/\D/g, '').slice(0, 17)}`
    await rename(path, `${dirname(path)}/${aside}`)
    throw new AppError('storage', say`The file ${basename(path)} could not be read; it is kept as ${aside}.`, { next })
  }
  return {
    read: async () => {
      const text = await readFile(path, 'utf8').catch((thrown: unknown) => {
        if (isMissing(thrown)) return undefined
        throw failed(say`The file ${basename(path)} could not be read.`, thrown)
      })
      if (text === undefined) return undefined
      let value: unknown
      try {
        value = JSON.parse(text)
      } catch {
        return keepAside()
      }
      const parsed = v.safeParse(schema, value)
      return parsed.success ? parsed.output : keepAside()
    },
    write: async (value) => {
      try {
        await mkdir(dirname(path), { recursive: true, mode: 0o700 })
        await writeFileAtomic(path, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 })
      } catch (thrown) {
        throw failed(say`The file ${basename(path)} could not be written.`, thrown)
      }
    },
    remove: () => rm(path, { force: true }),
  }

  function failed(what: Said, thrown: unknown): AppError {
    const code = codeOf(thrown)
    return new AppError('storage', what, {
      about: code === undefined ? {} : { code },
      next: say`Check the rights and the free space of the data folder.`,
      cause: thrown,
    })
  }
}

const codeOf = (thrown: unknown): string | undefined =>
  typeof thrown === 'object' && thrown !== null && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : undefined
const isMissing = (thrown: unknown): boolean => codeOf(thrown) === 'ENOENT'
