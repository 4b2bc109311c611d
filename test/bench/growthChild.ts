/** Stores pages of one call and prints what the process had in memory on the way: samples of rows and kilobytes, and the most of all. */
import { createResultCore } from '../../main/result/core'
import type { PageInput } from '../../main/result/result'
import { leaves, pageText } from './pages'
import { callIdOf, spec, target } from './store'

export interface Growth {
  samples: { rows: number; kilobytes: number }[]
  peakKilobytes: number
}

const pageSize = 100
/** As many as main hands over at once. */
const together = 8

const [home = '', rowsText = '', columnsText = ''] = process.argv.slice(2)
const [rows, shape] = [Number(rowsText), leaves(Number(columnsText))]
const core = createResultCore({ home, owner: { pid: process.pid, began: '' } })
const callId = callIdOf(1)
await core.create(callId, spec, [target], '2026-11-22T00:00:00.000Z')

const samples: Growth['samples'] = []
for (let first = 0; first < rows; first += together * pageSize) {
  const pages = Array.from({ length: together }, (_, index): PageInput => {
    const page = first / pageSize + index
    return { callId, target, page: page + 1, requestId: `R-${page}`, body: pageText(shape, page, pageSize, rows), totalCountPath: '.TotalCount' }
  })
  const { failure } = await core.appendPages(callId, pages)
  if (failure) throw new Error(failure.message)
  samples.push({ rows: first + together * pageSize, kilobytes: process.memoryUsage.rss() / 1000 })
}
const { summary } = await core.read(callId)
await core.finish(callId, { ...summary, state: 'finished' })
await core.close()
process.stdout.write(JSON.stringify({ samples, peakKilobytes: process.resourceUsage().maxRSS } satisfies Growth))
