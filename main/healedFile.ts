/** A small JSON file that a person may edit: healed when it is read, kept aside when it cannot be read, replaced whole when it is written. */
import { mkdir, readFile, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import writeFileAtomic from 'write-file-atomic'

export interface HealedFile<T> {
  /** A file that is no JSON is renamed to `<name>.broken-<time>` and counts as absent. */
  read(): Promise<T>
  write(value: T): Promise<void>
}

/** `heal` makes a whole value of anything, also of undefined. */
export function createHealedFile<T>({ path, heal, now }: { path: string; heal: (value: unknown) => T; now: () => Date }): HealedFile<T> {
  return {
    read: async () => {
      const text = await readFile(path, 'utf8').catch(() => undefined)
      if (text === undefined) return heal(undefined)
      try {
        return heal(JSON.parse(text))
      } catch {
        await rename(path, `${path}.broken-${now().toISOString().replace(/\D/g, '').slice(0, 14)}`)
        return heal(undefined)
      }
    },
    write: async (value) => {
      await mkdir(dirname(path), { recursive: true })
      await writeFileAtomic(path, JSON.stringify(value, exactJson, 2), { mode: 0o600 })
    },
  }
}

/** A bigint keeps its digits as text. */
function exactJson(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value
}
