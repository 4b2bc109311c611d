/** Lists of rows that nobody stores: a row is a pure function of seed, account, region, list and index, made when it is asked for. */
import { rollDice, type Dice } from './dice'
import type { JsonText } from './json'
import { findAccount, regions, type Organisation, type PracticeRegion } from './organisation'

/** Whose rows: the organisation and how many rows a share of 1 means. */
export interface Sample {
  organisation: Organisation
  scale: number
}

/** One account in one region. */
export interface Place {
  seed: number
  accountId: string
  region: PracticeRegion
}

/** What an operation lists. */
export interface RowList {
  /** `Ecs/DescribeInstances` */
  name: string
  /** RAM knows no regions: its rows are the same wherever it is asked. */
  isGlobal: boolean
  row: (place: Place, index: number) => JsonText
}

/** Rows that can be paged. */
export interface Rows {
  /** Tells lists apart: faults and cursors depend on it. */
  key: string
  count: number
  row: (index: number) => JsonText
}

/** The dice of one row. */
export const rowDice = (place: Place, list: string, index: number): Dice => rollDice(place.seed, place.accountId, place.region.regionId, list, index)

/** Rows of every list of an account in a region. */
export function countRows({ organisation, scale }: Sample, accountId: string, regionId: string): number {
  return Math.round(scale * (findAccount(organisation, accountId)?.shares[regionId] ?? 0))
}

/** The rows of one account, region after region. An unknown region has none. */
export function openRows(sample: Sample, list: RowList, accountId: string, regionIds: readonly string[]): Rows {
  const parts = regions
    .filter(({ regionId }) => regionIds.includes(regionId))
    .map((region) => ({ place: { seed: sample.organisation.seed, accountId, region }, count: countRows(sample, accountId, region.regionId) }))
  const row = (index: number): JsonText => {
    let rest = index
    for (const { place, count } of parts) {
      if (rest < count) return list.row(place, rest)
      rest -= count
    }
    throw new RangeError(`${list.name} has no row ${index}.`)
  }
  return { key: `${list.name}/${accountId}/${regionIds.join('+')}`, count: parts.reduce((sum, { count }) => sum + count, 0), row }
}

/** The rows whose index passes; finding them looks at every index once, so it costs time by the length of the list. */
export function filterRows(rows: Rows, filter: string, matches: (index: number) => boolean): Rows {
  const indices: number[] = []
  for (let index = 0; index < rows.count; index += 1) if (matches(index)) indices.push(index)
  return { key: `${rows.key}?${filter}`, count: indices.length, row: (index) => rows.row(indices[index] as number) }
}
