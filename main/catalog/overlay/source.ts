/** The overlay as a source: what is written by hand in this folder, in the shape every source has. */
import { codeOf, namesOf } from './products'
import type { StoredOperation } from '../format'
import { kindOf } from '../kind'
import type { CatalogSource, SourceOperation, SourceProduct } from '../sources'
import { actiontrailOperations } from './actiontrail'
import { eiamOperations } from './eiam'
import { overlayEndpoints } from './hosts'
import { sasOperations } from './sas'

interface OverlayProduct {
  code: string
  version: string
  operations: readonly StoredOperation[]
}

const products: readonly OverlayProduct[] = [
  { code: 'Actiontrail', version: '2020-07-06', operations: actiontrailOperations },
  { code: 'Eiam-developerapi', version: '2022-02-25', operations: eiamOperations },
  { code: 'Sas', version: '2018-12-03', operations: sasOperations },
]


export function createOverlaySource(): CatalogSource {
  const find = (product: string, version: string): OverlayProduct | undefined => products.find(({ code, version: own }) => code.toLowerCase() === product.toLowerCase() && own === version)
  return {
    products: async () =>
      products.map(({ code, version, operations }): SourceProduct => {
        const named = namesOf(code)
        return {
          code: codeOf(code),
          names: named?.names ?? {},
          versions: [version],
          defaultVersion: version,
          source: 'overlay',
          ...(named === undefined ? {} : { category: named.category }),
          ...(operations[0] === undefined ? {} : { style: operations[0].style }),
        }
      }),
    summaries: async () =>
      products.flatMap(({ code, version, operations }) =>
        operations.map(({ name, summary, deprecated }) => ({
          product: code,
          version,
          name,
          kind: kindOf(name),
          ...(summary === undefined ? {} : { summary }),
          ...(deprecated === undefined ? {} : { deprecated }),
        })),
      ),
    operation: async (product, version, name): Promise<SourceOperation | undefined> => {
      const known = find(product, version)
      const operation = known?.operations.find((one) => one.name.toLowerCase() === name.toLowerCase())
      return known && operation ? { ...operation, product: known.code, version, source: 'overlay' } : undefined
    },
    endpoints: async (product) => overlayEndpoints[product.toLowerCase()],
  }
}
