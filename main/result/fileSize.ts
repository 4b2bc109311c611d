/** Bytes on the disk. */
import { stat } from 'node:fs/promises'

/** 0 where there is no such file. */
export const fileSize = (path: string): Promise<number> => stat(path).then(({ size }) => size, () => 0)

/** Of a database with its log. */
export async function databaseSize(path: string): Promise<number> {
  const [file, log] = await Promise.all([path, `${path}.wal`].map(fileSize))
  return (file ?? 0) + (log ?? 0)
}
