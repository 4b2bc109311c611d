/** Hears what changes in the folder of saved calls from outside. It tells that something may have changed, at most a few times a second, and not what. */
import { watch } from 'chokidar'
import { savedDepth } from '../../shared/saved'

/** Milliseconds without a further change before one is told; a checkout changes many files at once. */
const settleMs = 150

/** Stops with the returned function. `onError` hears once where the system cannot watch. */
export function watchFolder(folder: string, onChange: () => void, onError: (thrown: unknown) => void): () => Promise<void> {
  let timer: NodeJS.Timeout | undefined
  let hasFailed = false
  const watcher = watch(folder, {
    depth: savedDepth,
    followSymlinks: false,
    ignoreInitial: true,
    ignored: (path) => path !== folder && /[\\/](\.[^\\/]+|node_modules)$/.test(path.slice(folder.length)),
  })
  const tellSoon = (): void => {
    clearTimeout(timer)
    timer = setTimeout(onChange, settleMs)
  }
  watcher.on('all', tellSoon)
  // Whoever listed the folder before it was watched may have missed a change.
  watcher.on('ready', tellSoon)
  watcher.on('error', (thrown) => {
    if (!hasFailed) onError(thrown)
    hasFailed = true
  })
  return async () => {
    clearTimeout(timer)
    await watcher.close()
  }
}
