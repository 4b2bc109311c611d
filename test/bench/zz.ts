import { mkdtempSync } from 'node:fs'
import { createResultCore } from '../../main/result/core'
import { leaves, pageText } from './pages'
const home = mkdtempSync('/tmp/result/b-')
const store = createResultCore({ home, owner: { pid: process.pid, began: '' } })
const callId = '20261122T000000-0002'
const shape = leaves(20)
const target = { accountId: '1', regionId: 'r' }
await store.create(callId, { rolecall: 1, product: 'Ecs', version: '1', operation: 'DescribeInstances', profile: 'b', accounts: 'self', endpoint: 'r', parameters: {} }, [target], '2026-11-22T00:00:00.000Z')
for (let p = 0; p < 100; p++) await store.appendPage({ callId, target, page: p + 1, body: pageText(shape, p, 5000, 1) })
const spec = { callId, exportId: 'test', format: 'csv' as const, bom: true, formulaGuard: true, sort: [] as { column: string; descending: boolean }[], filters: [] as any[], search: '' }
for (const more of [{}, { sort: [{ column: 'c4', descending: true }] }, { filters: [{ column: 'c0', operator: 'contains', value: 'a' }] }, { format: 'ndjson' as const }, { format: 'parquet' as const }]) { const t = performance.now(); const seen: number[] = []; await store.export({ ...spec, ...more }, home + '/o.csv', { signal: new AbortController().signal, onProgress: (p) => seen.push(p.rows) }); console.log('export', Math.round(performance.now() - t), seen.join(' ').slice(0, 300)) }
await store.close()
