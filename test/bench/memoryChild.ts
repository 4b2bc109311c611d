/** Exports one result and prints the most memory that took, in kilobytes. */
import { join } from 'node:path'
import { createResultCore } from '../../main/result/core'
import type { ExportFormat } from '../../shared/result'
import { exportSpec } from './store'

const [home = '', callId = '', format = 'csv'] = process.argv.slice(2)
const core = createResultCore({ home, owner: { pid: process.pid, began: '' } })
await core.export({ ...exportSpec(callId), format: format as ExportFormat }, join(home, `out.${format}`), { signal: new AbortController().signal })
await core.close()
process.stdout.write(String(process.resourceUsage().maxRSS))
