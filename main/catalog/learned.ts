/** Remembers what real answers showed: the RAM action a refusal named, the path at which the rows were. One small file, written whole; it holds names alone, never a value of an answer. */
import { mkdir, readFile, rename } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import * as v from 'valibot'
import writeFileAtomic from 'write-file-atomic'
import type { Operation } from '../../shared/catalog'
import { AppError } from '../../shared/errors'
import { parseJsonPath } from '../../shared/jsonPath'
import { say } from '../../shared/words'
import type { Lesson } from './catalog'
import { operationKey } from './format'

export interface Learned {
  /** @throws AppError `storage`. */
  learn(lesson: Lesson): Promise<void>
  /** The operation with what was learned: a permission always, a rows path only where the plan leaves it open. */
  applied(operation: Operation): Promise<Operation>
  /** Actions that refusals named, the operation's own first; also of an operation that no source knows. */
  actions(operation: { product: string; version: string; name: string }): Promise<string[]>
}

const Lessons = v.object({
  format: v.literal(1),
  operations: v.record(v.string(), v.object({ ramAction: v.optional(v.string()), moreActions: v.optional(v.array(v.string())), rowsPath: v.optional(v.string()) })),
})
type Lessons = v.InferOutput<typeof Lessons>
type Known = Lessons['operations'][string]

/** Operations remembered; the oldest lesson goes first. */
const most = 5_000
/** Further actions remembered of one operation. */
const mostMore = 8
/** Source: RAM's own grammar of actions, and the length that any of them stays under. */
const action = /^[a-z0-9-]{1,64}:[A-Za-z0-9*]{1,128}$/

export interface LearnedDeps {
  /** `<home>/catalogue`; the file is `learned.json`. */
  folder: string
  /** Milliseconds since 1970; names a file that is kept aside. */
  now: () => number
}

export function createLearned({ folder, now }: LearnedDeps): Learned {
  const path = join(folder, 'learned.json')
  let known: Promise<Lessons['operations']> | undefined
  let writing: Promise<void> = Promise.resolve()

  const read = async (): Promise<Lessons['operations']> => {
    const text = await readFile(path, 'utf8').catch(() => undefined)
    if (text === undefined) return {}
    const parsed = v.safeParse(Lessons, tryJson(text))
    if (parsed.success) return parsed.output.operations
    await rename(path, `${path}.broken-${new Date(now()).toISOString().replace(/\D/g, '').slice(0, 17)}`).catch(() => undefined)
    return {}
  }

  const write = async (key: string, fresh: Known): Promise<void> => {
    // Another process may have learned since.
    const all = await read()
    const others = Object.entries(all).filter(([other]) => other !== key)
    const operations = Object.fromEntries([...others.slice(1 - most), [key, { ...all[key], ...fresh }]])
    try {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 })
      await writeFileAtomic(path, `${JSON.stringify({ format: 1, operations } satisfies Lessons)}\n`, { mode: 0o600 })
    } catch (cause) {
      throw new AppError('storage', say`What was learned about an operation cannot be kept.`, { next: say`Check the rights and the free space of the data folder.`, cause })
    }
    known = Promise.resolve(operations)
  }

  return {
    learn: async ({ product, version, operation, ramAction, moreAction, rowsPath }) => {
      const key = operationKey({ product, version, name: operation })
      const old = (await (known ??= read()))[key]
      const more = old?.moreActions ?? []
      const isMore = moreAction !== undefined && action.test(moreAction) && moreAction !== old?.ramAction && !more.includes(moreAction)
      const fresh: Known = {
        ...(ramAction !== undefined && action.test(ramAction) ? { ramAction } : {}),
        ...(isMore ? { moreActions: [...more, moreAction].slice(-mostMore) } : {}),
        ...(rowsPath !== undefined && parseJsonPath(rowsPath) !== undefined ? { rowsPath } : {}),
      }
      const isNews = isMore || (fresh.ramAction ?? old?.ramAction) !== old?.ramAction || (fresh.rowsPath ?? old?.rowsPath) !== old?.rowsPath
      if (!isNews) return
      const run = writing.catch(() => undefined).then(() => write(key, fresh))
      writing = run
      await run
    },
    applied: async (operation) => {
      const lesson = (await (known ??= read()))[operationKey(operation)]
      return lesson === undefined ? operation : apply(operation, lesson)
    },
    actions: async (operation) => {
      const { ramAction, moreActions = [] } = (await (known ??= read()))[operationKey(operation)] ?? {}
      return [...(ramAction === undefined ? [] : [ramAction]), ...moreActions]
    },
  }
}

function apply(operation: Operation, { ramAction, moreActions = [], rowsPath }: Known): Operation {
  const { paging, ram } = operation
  const action = ramAction ?? ram?.action
  const more = [...new Set([...(ram?.more ?? []), ...moreActions])].filter((one) => one !== action)
  const isOpen = paging !== undefined && (paging.rowsPath === undefined || (paging.otherRowPaths ?? []).length > 0)
  const hasPath = isOpen && rowsPath !== undefined && rowsPath !== paging.rowsPath
  return {
    ...operation,
    ...(action === undefined ? {} : { ram: { action, source: ramAction === undefined ? (ram?.source ?? 'learned') : ('learned' as const), ...(more.length === 0 ? {} : { more }) } }),
    ...(hasPath ? { paging: { ...paging, rowsPath, otherRowPaths: [...(paging.rowsPath === undefined ? [] : [paging.rowsPath]), ...(paging.otherRowPaths ?? [])].filter((other) => other !== rowsPath), source: 'learned' as const } } : {}),
  }
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
