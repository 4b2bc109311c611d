/** A process that names, pins, deletes and takes calls back until it is killed. Started by historyKill.test.ts with folder and calls as JSON. */
import { createResultCore } from '../../../main/result/core'
import { readOwner } from '../../../main/result/owner'

export interface HistoryWork {
  home: string
  callIds: string[]
}

const { home, callIds } = JSON.parse(process.argv[2] ?? '{}') as HistoryWork
const owner = readOwner(process.pid)
if (!owner) throw new Error('This process has no owner entry.')
const store = createResultCore({ home, owner })
process.send?.('ready')
for (let turn = 0; ; turn += 1) {
  for (const callId of callIds) {
    await store.mark({ callId, name: `name ${turn % 2 === 0 ? 'even'.repeat(20) : 'odd'}`, isPinned: turn % 2 === 0 })
    await store.discard([callId])
    await store.restore([callId])
  }
}
