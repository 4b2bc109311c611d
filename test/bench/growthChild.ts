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
/** Lists of pages that main has with the store at once, and pages of one. */
const [lists, together] = [2, 4]

const [home = '', rowsText = '', columnsText = ''] = process.argv.slice(2)
const [rows, shape] = [Number(rowsText), leaves(Number(columnsText))]
const core = createResultCore({ home, owner: { pid: process.pid, began: '' } })
const callId = callIdOf(1)
await core.create(callId, spec, [target], '2026-11-22T00:00:00.000Z')

const samples: Growth['samples'] = []
let next = 0
const storeLists = async (): Promise<void> => {
  while (next < rows) {
    const first = next
    next += together * pageSize
    const pages = Array.from({ length: together }, (_, index): PageInput => {
      const page = first / pageSize + index
      return { callId, target, page: page + 1, requestId: `R-${page}`, body: pageText(shape, page, pageSize, rows), totalCountPath: '.TotalCount' }
    })
    const { failure } = await core.appendPages(callId, pages)
    if (failure) throw new Error(failure.message)
    samples.push({ rows: first + together * pageSize, kilobytes: process.memoryUsage.rss() / 1000 })
  }
}
await Promise.all(Array.from({ length: lists }, storeLists))
const { summary } = await core.read(callId)
await core.finish(callId, { ...summary, state: 'finished' })
await core.close()
process.stdout.write(JSON.stringify({ samples, peakKilobytes: process.resourceUsage().maxRSS } satisfies Growth))
