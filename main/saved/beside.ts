/** The environments beside a call file anywhere on the machine, for the command line. It looks no further up than the checkout or the folder of saved calls. */
import { stat } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { environmentFile } from '../../shared/saved'
import { readEnvironments, type EnvironmentFile } from './environments'
import { readText } from './files'

/**
 * The `env.yaml` files for a call file, the nearest first: from its folder up to the one that holds `.git` or is the folder of saved calls; where neither lies above, its own folder alone.
 * @throws AppError `input` for one that is wrong.
 */
export async function environmentsBeside(callFile: string, savedFolder: string): Promise<EnvironmentFile[]> {
  const files: EnvironmentFile[] = []
  for (const folder of await foldersFor(dirname(callFile), savedFolder)) {
    const place = join(folder, environmentFile)
    const path = relative(process.cwd(), place)
    const found = await readText(place, path)
    if (found !== undefined) files.push(readEnvironments(found.text, path))
  }
  return files
}

async function foldersFor(own: string, savedFolder: string): Promise<string[]> {
  const above: string[] = []
  for (let at = own; ; at = dirname(at)) {
    above.push(at)
    if (at === savedFolder || (await isThere(join(at, '.git')))) return above
    if (dirname(at) === at) return [own]
  }
}

const isThere = (path: string): Promise<boolean> => stat(path).then(() => true, () => false)
