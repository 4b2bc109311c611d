/** What the tests of the result module share: a folder of their own, a call, and pages in the shapes of Alibaba Cloud. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach } from 'vitest'
import type { CallSpec, Target } from '../../../shared/call'
import type { Derived } from '../../../shared/derived'
import type { ExportSpec, ResultId, WindowSpec } from '../../../shared/result'
import { createResultCore } from '../../../main/result/core'
import { readOwner, type Owner } from '../../../main/result/owner'
import type { KeptResults, PageFacts, PageInput, ResultCore, TaskRequest } from '../../../main/result/result'
import { runTask, type CompareCounts } from '../../../main/result/tasks'

export const callId = '20261122T194530-k3f9'
export const target: Target = { accountId: '1203456789012345', accountName: 'shop-prod', regionId: 'cn-hangzhou' }
export const otherTarget: Target = { accountId: '1765432109876543', accountName: 'pay-prod', regionId: 'cn-shanghai' }

export const spec: CallSpec = {
  rolecall: 1,
  product: 'Ecs',
  version: '2014-05-26',
  operation: 'DescribeInstances',
  profile: 'ops',
  accounts: 'self',
  endpoint: 'recommended',
  parameters: {},
}

const undo: (() => Promise<unknown> | void)[] = []
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step()
})
export const atEnd = (step: () => Promise<unknown> | void): void => void undo.push(step)

export function makeHome(): string {
  const home = mkdtempSync(join(tmpdir(), 'rolecall-result-'))
  atEnd(() => rmSync(home, { recursive: true, force: true }))
  return home
}

export function thisOwner(): Owner {
  const owner = readOwner(process.pid)
  if (!owner) throw new Error('This process has no owner entry.')
  return owner
}

export interface Opened<Store extends KeptResults = KeptResults> {
  store: Store
  home: string
  /** Stores a page of the test call. */
  page: (body: string, more?: Partial<PageInput>) => Promise<PageFacts>
  window: (more?: Partial<WindowSpec>) => ReturnType<KeptResults['window']>
  /** Rows as objects by column path, context left out. */
  rows: (more?: Partial<WindowSpec>) => Promise<Record<string, string | null>[]>
}

/** A store in this process with the test call created. */
export async function openCall({ home = makeHome(), targets = [target, otherTarget], callSpec = spec } = {}): Promise<Opened<ResultCore>> {
  const store = createResultCore({ home, owner: thisOwner() })
  atEnd(() => store.close())
  await store.create(callId, callSpec, targets, '2026-11-22T19:45:30.000Z')
  return wrap(store, home)
}

export function wrap<Store extends KeptResults>(store: Store, home: string): Opened<Store> {
  let next = 1
  const window: Opened['window'] = (more = {}) => store.window({ callId, offset: 0, limit: 1000, sort: [], filters: [], search: '', ...more })
  return {
    store,
    home,
    page: (body, more = {}) => store.appendPage({ callId, target, page: next++, requestId: `R-${next}`, body, ...more }),
    window,
    async rows(more) {
      const columns = (await store.columns(callId)).filter(({ isContext }) => !isContext)
      const found = await window({ columns: columns.map(({ id }) => id), ...more })
      return found.rows.map(({ cells }) => Object.fromEntries(columns.map(({ path }, index) => [path, cells[index] ?? null])))
    },
  }
}

/** `{"Items":[…],"RequestId":…}` from the JSON texts of rows. */
export const list = (...rows: string[]): string => `{"RequestId":"R","Items":[${rows.join(',')}]}`

export const exportSpec = (more: Partial<ExportSpec> = {}): ExportSpec => ({ callId, exportId: 'test-export', format: 'csv', meta: false, nested: 'json', bom: false, formulaGuard: true, sort: [], filters: [], search: '', ...more })
export const never = new AbortController().signal

/** Makes a result from others in this process, as the store does in another. */
export async function derive(store: ResultCore, request: TaskRequest, signal: AbortSignal = never): Promise<Derived & Partial<CompareCounts>> {
  const { derivedId, task, files } = await store.prepare(request)
  try {
    return { ...(await store.adopt(derivedId, await runTask(task, files, signal))), elapsedMs: 0 }
  } finally {
    await store.giveBack(derivedId)
  }
}

/** Rows of any result as objects by column path, context left out. */
export async function rowsOf(store: ResultCore, id: ResultId): Promise<Record<string, string | null>[]> {
  const columns = (await store.columns(id)).filter(({ isContext }) => !isContext)
  const found = await store.window({ callId: id, offset: 0, limit: 1000, columns: columns.map((column) => column.id), sort: [], filters: [], search: '' })
  return found.rows.map(({ cells }) => Object.fromEntries(columns.map(({ path }, index) => [path, cells[index] ?? null])))
}
