/** Products, operations, regions and endpoints as main's catalogue knows them, fetched when first asked for. */
import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import type { Endpoint, EndpointCheck, Operation, OperationSummary, Product, Region } from '../../shared/catalog'
import { ask, onTell } from '../bridge'

export const productKey = (product: string, version: string): string => `${product}/${version}`

export const useCatalog = defineStore('catalog', () => {
  const products = shallowRef<Product[]>([])
  const operations = ref<Record<string, OperationSummary[]>>({})
  const found = shallowRef<OperationSummary[]>([])
  const operation = shallowRef<Operation>()
  /** Absent: no operation named yet. */
  const operationState = ref<'none' | 'loading' | 'known' | 'unknown'>('none')
  const regions = shallowRef<Region[]>([])
  const endpoints = ref<Record<string, Endpoint[]>>({})
  /** What the DNS said, by host. */
  const checks = ref<Record<string, EndpointCheck>>({})
  /** Columns an operation's rows will have, by operation key `Ecs/2014-05-26/DescribeInstances`. */
  const expectedColumns = ref<Record<string, string[]>>({})
  let operationTurn = 0
  let searchTurn = 0

  async function load(): Promise<void> {
    products.value = await ask('catalog.products', {})
  }

  const isUpdating = ref(false)
  /** Of the last update: numbers of documents. */
  const updated = shallowRef<{ fetched: number; failed: number }>()

  /** @throws AppError where nothing could be fetched at all, or `cancelled`. */
  async function update(): Promise<void> {
    isUpdating.value = true
    updated.value = undefined
    try {
      updated.value = await ask('catalog.update', {})
    } finally {
      isUpdating.value = false
    }
  }
  const stopUpdate = (): Promise<null> => ask('catalog.stopUpdate', {})

  async function readOperations(product: string, version: string): Promise<void> {
    const key = productKey(product, version)
    if (operations.value[key]) return
    operations.value[key] = await ask('catalog.operations', { product, version })
  }

  /** The best operations for a text, for whoever shows them himself. */
  const find = (text: string, limit: number): Promise<OperationSummary[]> => ask('catalog.search', { text: text.trim(), limit })

  /** Answers that arrive out of turn are dropped. */
  async function search(text: string): Promise<void> {
    searchTurn += 1
    const turn = searchTurn
    if (text.trim() === '') {
      found.value = []
      return
    }
    const hits = await ask('catalog.search', { text: text.trim(), limit: 60 })
    if (turn === searchTurn) found.value = hits
  }

  /** Loads the form of an operation and the regions of its product; an unknown one stays callable. */
  async function openOperation(product: string, version: string, name: string): Promise<Operation | undefined> {
    operationTurn += 1
    const turn = operationTurn
    if (product === '' || version === '' || name === '') {
      operation.value = undefined
      operationState.value = 'none'
      return undefined
    }
    // The form of the operation before would be taken for this one's.
    operation.value = undefined
    operationState.value = 'loading'
    try {
      const [known, offered] = await Promise.all([
        ask('catalog.operation', { product, version, operation: name }),
        ask('region.list', { product, version }),
      ])
      if (turn !== operationTurn) return undefined
      operation.value = known ?? undefined
      operationState.value = known ? 'known' : 'unknown'
      regions.value = offered
      return operation.value
    } catch (thrown) {
      if (turn === operationTurn) {
        operation.value = undefined
        operationState.value = 'unknown'
      }
      throw thrown
    }
  }

  async function readEndpoints(profile: string | undefined, product: string, version: string, regionIds: readonly string[]): Promise<void> {
    const lists = await Promise.all(
      regionIds.map(async (regionId) => [regionId, await ask('endpoint.list', { profile, product, version, regionId })] as const),
    )
    endpoints.value = Object.fromEntries(lists)
  }

  /** Asks the DNS; an earlier answer is replaced. */
  async function checkHost(host: string): Promise<void> {
    checks.value[host] = await ask('endpoint.check', { host })
  }

  async function readColumns(product: string, version: string, operation: string): Promise<void> {
    const key = `${productKey(product, version)}/${operation}`
    if (!expectedColumns.value[key]) expectedColumns.value[key] = await ask('catalog.columns', { product, version, operation })
  }

  /** Asks again for what is shown, once metadata has arrived; the form stays open meanwhile. */
  async function refresh(): Promise<void> {
    expectedColumns.value = {}
    await load()
    for (const key of Object.keys(operations.value)) {
      const [product = '', version = ''] = key.split('/')
      operations.value[key] = await ask('catalog.operations', { product, version })
    }
    const open = operation.value
    const turn = operationTurn
    if (!open) return
    const known = await ask('catalog.operation', { product: open.product, version: open.version, operation: open.name })
    if (known && turn === operationTurn) operation.value = known
  }

  const listen = (changed: () => void): (() => void) => onTell('catalog.changed', changed)

  return { isUpdating, updated, update, stopUpdate, refresh, listen, checks, expectedColumns, checkHost, readColumns, products, operations, found, operation, operationState, regions, endpoints, load, readOperations, find, search, openOperation, readEndpoints }
})
