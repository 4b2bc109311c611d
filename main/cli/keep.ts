/** After a call the limits of the settings count on the command line too; what goes is said. */
import { undoMs } from '../../shared/history'
import type { CliContext } from './context'

/** A failure is a warning: the call itself has ended well. */
export async function keepNow({ engine, settings, output }: CliContext): Promise<void> {
  const { resultKeepDays: keepDays, resultKeepCount: keepCount, resultKeepGigabytes: keepGigabytes } = settings.now()
  const { results } = engine()
  try {
    await results.sweep(undoMs)
    if (keepDays === 0 && keepCount === 0 && keepGigabytes === 0) return
    const { removed } = await results.prune({ keepDays, keepCount, keepGigabytes, isTrial: false })
    if (removed.length > 0) output.say(`removed by the limits of the settings: ${removed.map(({ callId }) => callId).join(', ')}`)
  } catch (thrown) {
    output.say(`warning: old results could not be removed: ${thrown instanceof Error ? thrown.message : String(thrown)}`)
  }
}
