/** Gathers the pages of one call that wait for its database, so that one transaction stores them together: a commit costs about as much as the rows of a page. A group that is refused is tried once more page by page, so that one page cannot fail another. */
import { toWire } from '../../shared/errors'
import type { AppendedPages, PageInput } from './result'

/** Pages and characters of one transaction at most: what else is asked of the database waits for no longer. A list that alone is larger goes alone. */
const mostPages = 16
const mostCharacters = 1_200_000

export interface PageGroups {
  /** Pages of one target in order; resolves when the pages told are committed. The first that could not be stored ends the list. Never rejects. */
  append(pages: readonly PageInput[]): Promise<AppendedPages>
}

interface Waiting {
  pages: readonly PageInput[]
  done: (appended: AppendedPages) => void
}

/** `store` writes lists in one transaction; it throws where none of them was stored. */
export function createPageGroups(store: (lists: readonly (readonly PageInput[])[]) => Promise<AppendedPages[]>): PageGroups {
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

  const storeAlone = async (pages: readonly PageInput[]): Promise<AppendedPages> => {
    const facts: AppendedPages['facts'] = []
    for (const page of pages) {
      try {
        const [appended] = await store([[page]])
        facts.push(...(appended?.facts ?? []))
        if (appended?.failure) return { facts, failure: appended.failure }
      } catch (thrown) {
        return { facts, failure: toWire(thrown) }
      }
    }
    return { facts }
  }

  const storeGroup = async (group: readonly Waiting[]): Promise<void> => {
    const appended = await store(group.map(({ pages }) => pages)).catch(() => undefined)
    for (const [index, { pages, done }] of group.entries()) done(appended?.[index] ?? (await storeAlone(pages)))
  }

  const storeAll = async (): Promise<void> => {
    isStoring = true
    while (waiting.length > 0) await storeGroup(nextGroup())
    isStoring = false
  }

  return {
    append: (pages) =>
      new Promise((done) => {
        waiting.push({ pages, done })
        if (!isStoring) void storeAll()
      }),
  }
}
