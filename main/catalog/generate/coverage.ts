/** Counts what the generator found and holds it to floors, so that a package in a new layout cannot empty the catalogue unseen. */
import { AppError } from '../../../shared/errors'
import type { Field, Schema } from '../../../shared/catalog'
import type { StoredOperation, StoredProduct } from '../format'

export interface ProductCoverage {
  code: string
  version: string
  builtFrom: string
  operations: number
  parameters: number
  /** Parameters with documentation or an example, of those that are documented anywhere. */
  described: number
  withResponse: number
  /** Compressed size of the product's file. */
  bytes: number
}

/** Parameters that older products take everywhere and document nowhere. */
const undocumented = /^(?:ResourceOwner(?:Id|Account)|Owner(?:Id|Account)|SecurityToken|AccessKeyId)$/i

/** Fewest operations by product code, a little under what the packages of November 2026 hold. */
const floors: Record<string, number> = {
  Ecs: 350,
  Vpc: 380,
  Rds: 370,
  Alidns: 240,
  Cms: 150,
  'R-kvstore': 160,
  CS: 130,
  Sls: 180,
  BssOpenApi: 90,
  Alb: 75,
  ResourceManager: 105,
  Ims: 90,
  Ram: 60,
  Tag: 30,
  Sts: 4,
  NAS: 110,
  FC: 65,
}
const floorOfAll = 2_700
/** Least share of parameters that carry words or an example. */
const floorOfDescribed = 0.75

export function coverageOf(product: StoredProduct, operations: StoredOperation[], bytes: number): ProductCoverage {
  const parameters = operations.flatMap((operation) => operation.parameters).filter(({ name }) => !undocumented.test(name))
  const isDescribed = ({ doc, example }: Field): boolean => doc !== undefined || example !== undefined
  const hasFields = (response: Schema | undefined): boolean => response !== undefined && response.type !== 'any'
  return {
    code: product.code,
    version: product.version,
    builtFrom: product.builtFrom,
    operations: operations.length,
    parameters: parameters.length,
    described: parameters.filter(isDescribed).length,
    withResponse: operations.filter(({ response, responseBody }) => responseBody === 'none' || hasFields(response)).length,
    bytes,
  }
}

/** @throws AppError `bug` that names every floor the catalogue stays under. */
export function checkFloors(coverage: ProductCoverage[]): void {
  const found = new Map(coverage.map((product) => [product.code, product]))
  const total = coverage.reduce((sum, { operations }) => sum + operations, 0)
  const faults = Object.entries(floors).flatMap(([code, floor]) => {
    const operations = found.get(code)?.operations ?? 0
    return operations < floor ? [`${code} has ${operations} operations, fewer than ${floor}`] : []
  })
  for (const { code, parameters, described } of coverage) {
    if (parameters > 0 && described / parameters < floorOfDescribed / 2) faults.push(`only ${described} of ${parameters} parameters of ${code} are described`)
  }
  const parameters = coverage.reduce((sum, product) => sum + product.parameters, 0)
  const described = coverage.reduce((sum, product) => sum + product.described, 0)
  if (total < floorOfAll) faults.push(`${total} operations in all, fewer than ${floorOfAll}`)
  if (described < parameters * floorOfDescribed) faults.push(`only ${described} of ${parameters} parameters are described`)
  if (faults.length > 0) throw new AppError('bug', `The catalogue is too small: ${faults.join('; ')}.`, { next: 'Compare the installed @alicloud packages with the layout that main/catalog/generate reads.' })
}

/** One line per product and one for all, for people. */
export function coverageLines(coverage: ProductCoverage[]): string[] {
  const line = (cells: (string | number)[]): string => cells.map((cell, index) => (index < 2 ? String(cell).padEnd(16) : String(cell).padStart(11))).join(' ')
  const sum = (pick: (product: ProductCoverage) => number): number => coverage.reduce((total, product) => total + pick(product), 0)
  const share = (part: number, whole: number): string => (whole === 0 ? '-' : `${Math.round((part / whole) * 100)} %`)
  const size = (bytes: number): string => `${(bytes / 1024).toFixed(0)} KiB`
  return [
    line(['product', 'version', 'operations', 'parameters', 'described', 'responses', 'size']),
    ...coverage.map((product) =>
      line([product.code, product.version, product.operations, product.parameters, share(product.described, product.parameters), share(product.withResponse, product.operations), size(product.bytes)]),
    ),
    line(['all', '', sum((one) => one.operations), sum((one) => one.parameters), share(sum((one) => one.described), sum((one) => one.parameters)), share(sum((one) => one.withResponse), sum((one) => one.operations)), size(sum((one) => one.bytes))]),
  ]
}
