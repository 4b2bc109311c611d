import { mkdtempSync, readFileSync, readdirSync } from 'node:fs'
import { createResultStore } from '../../main/result/store'
import { startNodeChild } from '../../main/nodeChild'
import { leaves, pageText } from './pages'
import { execSync } from 'node:child_process'
const home = mkdtempSync('/tmp/result/b-')
const store = createResultStore({ home, startChild: startNodeChild, modulePath: '/work/main/main/result/process.ts' })
const callId = '20261122T000000-0002'
const shape = leaves(40)
const target = { accountId: '1', regionId: 'r' }
let lag = 0, last = performance.now(); const tick = setInterval(() => { lag = Math.max(lag, performance.now() - last - 20); last = performance.now() }, 20)
const rss = () => { const pid = execSync(`pgrep -P ${process.pid} -f result/process`).toString().trim().split('\n')[0]; return readFileSync(`/proc/${pid}/status`, 'utf8').match(/Vm(HWM|RSS):.*/g)!.join(' ') }
await store.create(callId, { rolecall: 1, product: 'Ecs', version: '1', operation: 'DescribeInstances', profile: 'b', accounts: 'self', endpoint: 'r', parameters: {} }, [target], '2026-11-22T00:00:00.000Z')
let t = performance.now(), gen = 0
for (let p = 0; p < 300; p++) { const g = performance.now(); const body = pageText(shape, p, 1000, 1); gen += performance.now() - g; await store.appendPage({ callId, target, page: p + 1, body }); if (p % 100 === 99) console.log(p, rss()) }
console.log('ingest rows/s', Math.round(300000 / (performance.now() - t - gen) * 1000), 'worst lag of this process (generation included)', Math.round(lag))
const { summary } = await store.read(callId)
await store.finish(callId, { ...summary, state: 'finished' })
const spec = { callId, exportId: 'test', format: 'csv' as const, bom: true, formulaGuard: true, sort: [] as { column: string; descending: boolean }[], filters: [], search: '' }
lag = 0
for (const sort of [[], [{ column: 'c4', descending: true }]]) for (const after of [0, 30, 300, 800]) {
  const c = new AbortController(); let at = 0
  const e = store.export({ ...spec, sort }, home + '/o.csv', { signal: c.signal })
  setTimeout(() => { at = performance.now(); c.abort() }, after)
  const r = await e.then(() => 'finished', (x: { kind: string }) => x.kind)
  console.log('cancel', sort.length, after, r, Math.round(performance.now() - at), 'ms', readdirSync(home).join())
}
for (const sort of [[], [{ column: 'c4', descending: true }]]) { t = performance.now(); const seen: number[] = []; const o = await store.export({ ...spec, sort }, home + '/o.csv', { signal: new AbortController().signal, onProgress: (p) => seen.push(p.rows) }); console.log('export', Math.round(performance.now() - t), o.rows, o.bytes, seen.join(' ').slice(0, 200), rss()) }
for (const sort of [[], [{ column: 'c4', descending: true }], [{ column: 'c1', descending: true }]]) for (const offset of [0, 150000, 290000]) { t = performance.now(); await store.window({ callId, offset, limit: 200, sort, filters: [], search: '' }); console.log('window', sort[0]?.column, offset, Math.round(performance.now() - t)) }
console.log('lag', lag, rss()); clearInterval(tick)
t = performance.now(); const again = await store.appendPage({ callId, target, page: 301, body: pageText(shape, 0, 1000, 1) }); console.log('reopen for writing', Math.round(performance.now() - t), again, rss())
await store.close()
