/** Files that the operator chose a place for. */
import writeFileAtomic from 'write-file-atomic'
import { AppError } from '../../shared/errors'
import { say } from '../../shared/words'

/** A name that every system takes for a file. */
export const safeFileName = (name: string): string => name.replace(/[\\/:*?"<>|]/g, '-')

/** Whole or not at all. @throws AppError `storage`. */
export async function writeFile(path: string, content: string | Buffer): Promise<void> {
  await writeFileAtomic(path, content).catch((cause: unknown) => {
    throw new AppError('storage', say`${path} could not be written.`, { next: say`Choose another folder.`, about: { code: (cause as NodeJS.ErrnoException).code ?? 'unknown' }, cause })
  })
}
