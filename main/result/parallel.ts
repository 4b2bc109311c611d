/** Many small reads side by side, so many that the disk is busy and so few that no file handle is missing. */
const atOnce = 32

/** Answers in the order of the items. */
export async function readAll<T, R>(items: readonly T[], read: (item: T) => Promise<R>): Promise<R[]> {
  const found = new Array<R>(items.length)
  const next = items.entries()
  const worker = async (): Promise<void> => {
    for (const [index, item] of next) found[index] = await read(item)
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker))
  return found
}
