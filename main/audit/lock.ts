/** Lets one process at a time write to a folder. A lock whose process is gone, or that is far older than any write takes, is taken away. */
import { link, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '../../shared/errors'
import { say } from '../../shared/words'

const waitMs = 15
const giveUpMs = 5_000
const staleMs = 10_000

/** @throws AppError `storage` code `Locked` where the lock stays with a living process. */
export async function withLock<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const path = join(folder, 'lock')
  for (const until = Date.now() + giveUpMs; ; ) {
    try {
      const file = await open(path, 'wx', 0o600)
      await file.writeFile(String(process.pid)).finally(() => file.close())
      break
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code !== 'EEXIST') throw thrown
    }
    const stale = await staleLock(path)
    if (stale !== undefined) await takeAway(path, stale)
    else if (Date.now() > until) throw new AppError('storage', say`The audit log is held by another process.`, { next: say`End the Rolecall that hangs.`, about: { code: 'Locked' } })
    else await new Promise((resolve) => setTimeout(resolve, waitMs * (0.5 + Math.random())))
  }
  try {
    return await work()
  } finally {
    await rm(path, { force: true })
  }
}

/** Only the lock that was seen: another may have been taken since, and is put back. */
async function takeAway(path: string, inode: number): Promise<void> {
  const aside = `${path}.${process.pid}`
  const isMoved = await rename(path, aside).then(() => true, () => false)
  if (!isMoved) return
  if ((await stat(aside)).ino !== inode) await link(aside, path).catch(() => undefined) // a third took it in between
  await rm(aside, { force: true })
}

/** Inode of a lock that nobody holds any more. */
async function staleLock(path: string): Promise<number | undefined> {
  const [text, facts] = await Promise.all([readFile(path, 'utf8').catch(() => ''), stat(path).catch(() => undefined)])
  if (facts === undefined) return undefined // it went in this moment
  if (Date.now() - facts.mtimeMs > staleMs) return facts.ino
  const pid = Number(text)
  if (!Number.isInteger(pid) || pid <= 0) return undefined
  try {
    process.kill(pid, 0) // signal 0 only asks
    return undefined
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === 'ESRCH' ? facts.ino : undefined
  }
}
