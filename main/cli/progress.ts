/** Progress of a call on standard error: a bar on a terminal, at most one line a second elsewhere. */
import cliProgress from 'cli-progress'
import type { CallId, CallProgress } from '../../shared/call'
import type { Calls } from '../call/calls'
import type { CliContext } from './context'

const lineEveryMs = 1000
const count = (n: number): string => n.toLocaleString('en-US')

const describe = ({ totals }: CallProgress): string =>
  `${totals.ended}/${totals.targets} targets · ${count(totals.pages)} pages · ${count(totals.rows)} rows · ${count(totals.callsPerSecond)} calls/s`

/** Returns the function that ends the display. */
export function showProgress(calls: Calls, callId: CallId, { stderr, output }: Pick<CliContext, 'stderr' | 'output'>, clock: () => number): () => void {
  if (stderr.isTTY !== true) {
    let lastAt = clock()
    return calls.onProgress((progress) => {
      if (progress.callId !== callId || clock() - lastAt < lineEveryMs) return
      lastAt = clock()
      output.say(describe(progress))
    })
  }
  const bar = new cliProgress.SingleBar({ format: '{bar} {text}', stream: stderr, hideCursor: true, clearOnComplete: true, barsize: 24 }, cliProgress.Presets.shades_classic)
  // The bar hides the cursor and keeps lines from wrapping; a process that ends before the bar does must not leave the terminal so.
  const restore = (): void => void stderr.write('\u001b[?25h\u001b[?7h')
  process.once('exit', restore)
  bar.start(1, 0, { text: 'starting' })
  const forget = calls.onProgress((progress) => {
    if (progress.callId !== callId) return
    bar.setTotal(progress.totals.targets)
    bar.update(progress.totals.ended, { text: describe(progress) })
  })
  return () => {
    forget()
    process.off('exit', restore)
    bar.stop()
  }
}
