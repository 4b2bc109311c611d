/** A server in a process of its own that answers DescribeInstances with pages made beforehand, after a latency and up to a rate: what the cloud costs is not measured. It checks no signature. */
import { fork, type ChildProcess } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { bucket, fixedWindow } from '../doubles/throttledServer'
import { leaves, pageText } from './pages'

export interface BenchCloudOptions {
  /** Rows of the list; pages hold a hundred. */
  rows: number
  columns: number
  latencyMs: number
  /** Absent: everything is let through. A bucket takes `calls` a second up to `burst` at once; a window takes `calls` in so many seconds. */
  limit?: { kind: 'bucket'; calls: number; burst: number } | { kind: 'window'; calls: number; seconds: number }
}

export interface BenchCloud {
  /** `http://127.0.0.1:41231` */
  address: string
  /** Calls let through and refused since it was last asked. */
  counts(): Promise<{ passed: number; refused: number }>
  close(): void
}

export const pageSize = 100
/** Numbers of pages, for which the total is known, instead of cursors. */
export const paged = { mode: 'paged', pageField: 'PageNumber', pageSizeField: 'PageSize', pageSize, totalCountPath: '.TotalCount', maxRequests: 10_000 } as const
const answerTimeoutMs = 30_000

/** The next message of the child. @throws Error where it ends or stays silent. */
const heard = <T>(child: ChildProcess): Promise<T> =>
  new Promise((resolve, reject) => {
    const limit = setTimeout(() => reject(new Error('The bench cloud does not answer.')), answerTimeoutMs)
    child.once('exit', () => reject(new Error('The bench cloud has ended.')))
    child.once('message', (message) => {
      clearTimeout(limit)
      resolve(message as T)
    })
  })

export async function startBenchCloud(options: BenchCloudOptions): Promise<BenchCloud> {
  const child = fork(import.meta.filename, [JSON.stringify(options)], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const address = await heard<string>(child)
  return {
    address,
    counts: () => {
      const answer = heard<{ passed: number; refused: number }>(child)
      child.send('counts')
      return answer
    },
    close: () => void child.kill(),
  }
}

function serve({ rows, columns, latencyMs, limit }: BenchCloudOptions): void {
  const shape = leaves(columns)
  const pages = Array.from({ length: Math.ceil(rows / pageSize) }, (_, page) => Buffer.from(pageText(shape, page, Math.min(pageSize, rows - page * pageSize), rows)))
  const empty = Buffer.from(`{"RequestId":"R","TotalCount":${rows},"Instances":{"Instance":[]}}`)
  const caller = Buffer.from('{"RequestId":"R","AccountId":"1203456789012345","IdentityType":"RAMUser","UserId":"212345678901234567","PrincipalId":"212345678901234567","Arn":"acs:ram::1203456789012345:user/bench"}')
  const refusal = Buffer.from('{"RequestId":"R","Code":"Throttling.User","Message":"Request was denied due to user flow control."}')
  const mayPass = limit === undefined ? () => true : limit.kind === 'bucket' ? bucket(limit.calls, limit.burst) : fixedWindow(limit.calls, limit.seconds)
  let counts = { passed: 0, refused: 0 }
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      if (request.headers['x-acs-action'] === 'GetCallerIdentity') return void response.writeHead(200, { 'content-type': 'application/json;charset=utf-8' }).end(caller)
      const isPassed = mayPass(performance.now())
      counts[isPassed ? 'passed' : 'refused'] += 1
      const fields = new URLSearchParams(`${request.url?.split('?')[1] ?? ''}&${Buffer.concat(chunks).toString()}`)
      const body = isPassed ? (pages[Number(fields.get('PageNumber') ?? 1) - 1] ?? empty) : refusal
      setTimeout(() => response.writeHead(isPassed ? 200 : 400, { 'content-type': 'application/json;charset=utf-8' }).end(body), latencyMs)
    })
  })
  server.listen(0, '127.0.0.1', () => process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}`))
  process.on('message', () => {
    process.send?.(counts)
    counts = { passed: 0, refused: 0 }
  })
  process.on('disconnect', () => process.exit(0))
}

const [given] = process.argv.slice(2)
if (process.argv[1] === import.meta.filename && given !== undefined) serve(JSON.parse(given) as BenchCloudOptions)
