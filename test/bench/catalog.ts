/** Search over as many operations as Alibaba Cloud has: the embedded ones, varied until there are 24,000. */
import { resolve } from 'node:path'
import { createCatalog } from '../../main/catalog/create'
import { createSearch } from '../../main/catalog/search'
import { spreadOf, timed, type Measurements } from './measure'

const folder = resolve(import.meta.dirname, '../../resources/catalogue')
const size = 24_000
const kinds = ['', 'Cloud', 'Edge', 'Mobile', 'Data', 'Video', 'Media', 'Iot', 'Live']
const typed: Record<string, string> = { oneLetter: 'd', commonVerb: 'describe', twoParts: 'describe inst', typingError: 'descrbe instnces', chinese: '查询实例', manyWords: 'get edge instance list status' }

export async function benchSearch({ runs }: { runs: number }): Promise<Measurements> {
  const embedded: number[] = []
  for (let run = 0; run < runs; run++) {
    const cold = createCatalog({ folder })
    embedded.push(await timed(() => cold.search('describe inst', 20)))
  }
  const catalog = createCatalog({ folder })
  const products = await catalog.products()
  const own = (await Promise.all(products.map(({ code, defaultVersion }) => catalog.operations(code, defaultVersion)))).flat()
  const many = kinds.flatMap((kind, turn) => own.map((one) => (turn === 0 ? one : { ...one, product: `${one.product}${turn}`, name: one.name.replace(/([a-z])([A-Z])/, `$1${kind}$2`) }))).slice(0, size)

  const building: number[] = []
  const first: number[] = []
  const later: Record<string, number[]> = {}
  for (let run = 0; run < runs; run++) {
    let search = await createSearch([], [])
    building.push(await timed(async () => (search = await createSearch(many, products))))
    first.push(await timed(async () => search.find('describe inst', 20)))
    for (const [name, text] of Object.entries(typed)) (later[name] ??= []).push(await timed(async () => search.find(text, 20)))
  }
  return {
    searchFirstEmbeddedMs: spreadOf(embedded),
    searchBuildMs: spreadOf(building),
    searchFirstMs: spreadOf(first),
    ...Object.fromEntries(Object.entries(later).map(([name, values]) => [`search${name.charAt(0).toUpperCase()}${name.slice(1)}Ms`, spreadOf(values)])),
  }
}
