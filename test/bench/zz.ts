import { createColumnSet } from '../../main/result/columns'
import { createFlattener } from '../../main/result/flatten'
import { readPage } from '../../main/result/page'
import { parseExact, isPlain } from '../../main/result/exactJson'
import { leaves, pageText } from './pages'
const shape = leaves(80)
const bodies = Array.from({ length: 60 }, (_, p) => pageText(shape, p, 100, 6000))
const fl = createFlattener(createColumnSet(), () => {})
const page: any = { callId: 'x', target: { accountId: '1', regionId: 'r' }, page: 1, totalCountPath: '.TotalCount' }
const cpu = (name: string, f: (b: string) => unknown) => { const best: number[] = []; for (let i = 0; i < 5; i++) { const c = process.cpuUsage(); for (const body of bodies) f(body); const d = process.cpuUsage(c); best.push((d.user + d.system) / 60000) } console.log(name, Math.min(...best).toFixed(2)) }
cpu('JSON.parse', (b) => JSON.parse(b))
cpu('isPlain', (b) => isPlain(b))
cpu('parseExact', (b) => parseExact(b))
cpu('readPage', (body) => readPage({ ...page, body }, { operation: 'DescribeInstances', knownPath: '.Instances.Instance' }, fl, () => false))
