/** Gathers the pages of one call that wait for its database, so that one transaction stores them together: a commit costs about as much as the rows of a page. While one group is being committed the next is read. A group that is refused is tried once more page by page, so that one page cannot fail another. */
import { setImmediate } from 'node:timers/promises'
import { toWire } from '../../shared/errors'
import type { AppendedPages, PageInput } from './result'

/** Pages and characters of one transaction at most: what else is asked of the database waits for no longer. A list that alone is larger goes alone. */
const mostPages = 16
const mostCharacters = 1_200_000

export interface PageGroups {
  /** Pages of one target in order; resolves when the pages told are committed. The first that could not be stored ends the list. Never rejects. */
  append(pages: readonly PageInput[]): Promise<AppendedPages>
}

/** What stores; see {@link Ingest}. */
export interface PageStore<G> {
  read: (lists: readonly (readonly PageInput[])[]) => Promise<G>
  write: (group: G, onSent?: () => void) => Promise<AppendedPages[]>
}

interface Waiting {
  pages: readonly PageInput[]
  done: (appended: AppendedPages) => void
}

/** `open` lends the store of the call for as long as the work takes. */
export function createPageGroups<G>(open: (work: (store: PageStore<G>) => Promise<void>) => Promise<void>): PageGroups {
  const waiting: Waiting[] = []
  let isStoring = false

  const nextGroup = (): Waiting[] => {
    const group: Waiting[] = []
    let [pages, characters] = [0, 0]
    for (const one of waiting) {
      pages += one.pages.length
      characters += one.pages.reduce((sum, { body }) => sum + body.length, 0)
      if (group.length > 0 && (pages > mostPages || characters > mostCharacters)) break
      group.push(one)
    }
    waiting.splice(0, group.length)
    return group
  }

  const storeAlone = async ({ read, write }: PageStore<G>, pages: readonly PageInput[]): Promise<AppendedPages> => {
    const facts: AppendedPages['facts'] = []
    for (const page of pages) {
      try {
        const [appended] = await write(await read([[page]]))
        facts.push(...(appended?.facts ?? []))
        if (appended?.failure) return { facts, failure: appended.failure }
      } catch (thrown) {
        return { facts, failure: toWire(thrown) }
      }
    }
    return { facts }
  }

  /** Never rejects. */
  const storeGroup = async (store: PageStore<G>, group: readonly Waiting[], read: G | undefined, onSent: () => void): Promise<void> => {
    const appended = read === undefined ? undefined : await store.write(read, onSent).catch(() => undefined)
    for (const [index, { pages, done }] of group.entries()) done(appended?.[index] ?? (await storeAlone(store, pages)))
  }

  const storeWaiting = async (store: PageStore<G>): Promise<void> => {
    let before = Promise.resolve()
    while (waiting.length > 0) {
      const group = nextGroup()
      const read = await store.read(group.map(({ pages }) => pages)).catch(() => undefined)
      await before
      await new Promise<void>((sent) => {
        before = storeGroup(store, group, read, sent).finally(sent)
      })
      // The commit goes out before the next pages are read, which takes this thread for a while.
      await setImmediate()
      if (waiting.length === 0) await before
    }
  }

  const storeAll = async (): Promise<void> => {
    isStoring = true
    await open(storeWaiting).catch((thrown: unknown) => {
      const failure = toWire(thrown)
      for (const { done } of waiting.splice(0)) done({ facts: [], failure })
    })
    isStoring = false
    if (waiting.length > 0) void storeAll()
  }

  return {
    append: (pages) =>
      new Promise((done) => {
        waiting.push({ pages, done })
        if (!isStoring) void storeAll()
      }),
  }
}
