/** The rows that a call is made for: distinct values as targets, each in the account and region that its row names. It reads no row twice and refuses more calls than may be made. */
import { setImmediate } from 'node:timers/promises'
import { rowCallLimit, type CallSpec, type PlanWarning, type RowCount, type RowCountSpec, type RowPlan, type RowSource, type Target } from '../../shared/call'
import type { Operation, Parameter } from '../../shared/catalog'
import { AccountId, RegionId } from '../../shared/credentials'
import { AppError } from '../../shared/errors'
import { columnsIn } from '../../shared/lookUps'
import { say, sayList, type Said } from '../../shared/words'
import * as v from 'valibot'
import type { Column } from '../../shared/result'
import type { ResultStore, RowValues, RowValuesSpec } from '../result/result'
import type { ChosenAccount } from './accounts'

export type RowResults = Pick<ResultStore, 'rowValues' | 'list'>

/** Rows that were read for a call. */
export interface FoundRows extends RowValues {
  /** Columns that the call takes values from. */
  columns: string[]
  source: string
  warnings: PlanWarning[]
}

const aboutOver = { field: 'over' }
const count = (n: number): string => n.toLocaleString('en-US')

/** Columns that the parameters take from the rows. @throws AppError `input` about `over` where they take none. */
export function rowColumns({ parameters }: CallSpec): string[] {
  const columns = columnsIn(parameters)
  if (columns.length > 0) return columns
  throw new AppError('input', say`over: no parameter takes a value from the rows.`, { next: say`Write \${row.COLUMN} as the value of a parameter, such as InstanceId: \${row.InstanceId}.`, about: aboutOver })
}

export async function findRows(spec: CallSpec, over: RowSource, results: RowResults): Promise<FoundRows> {
  const columns = rowColumns(spec)
  const { from, source, warnings } = await sourceOf(over, spec, results)
  const values = await results.rowValues(valuesSpec(from, over, columns, rowCallLimit + 1))
  checkPlaces(values)
  return { ...values, columns, source, warnings }
}

/** What rows offer: their columns. @throws AppError `input` about `over…`. */
export async function columnsOfRows(over: RowSource, profile: string, results: RowResults & Pick<ResultStore, 'columns' | 'fileColumns'>): Promise<Column[]> {
  const { from } = await sourceOf(over, { profile }, results)
  return 'file' in from ? results.fileColumns(from.file) : results.columns(from.callId)
}

/** @throws AppError `input` about `over…`. */
export async function countRows({ over, profile, columns, accounts, regions }: RowCountSpec, results: RowResults): Promise<RowCount> {
  const { from, source } = await sourceOf(over, { profile }, results)
  const places = { ...(accounts === undefined ? {} : { accounts }), ...(regions === undefined ? {} : { regions }) }
  const { rows, empties, elsewhere, distinct, accountColumn, regionColumn } = await results.rowValues({ ...valuesSpec(from, over, columns, 1), ...places })
  return { source, columns, rows, empties, elsewhere, distinct, ...(accountColumn === undefined ? {} : { accountColumn }), ...(regionColumn === undefined ? {} : { regionColumn }) }
}

const valuesSpec = (from: RowValuesSpec['from'], { account, region, where, search }: RowSource, columns: readonly string[], limit: number): RowValuesSpec => ({
  from,
  columns: [...columns],
  limit,
  ...(account === undefined ? {} : { account }),
  ...(region === undefined ? {} : { region }),
  ...(where === undefined ? {} : { where }),
  ...(search === undefined ? {} : { search }),
})

async function sourceOf({ call, latest, file }: RowSource, { profile }: Pick<CallSpec, 'profile'>, results: RowResults): Promise<{ from: RowValuesSpec['from']; source: string; warnings: FoundRows['warnings'] }> {
  if (file !== undefined) return { from: { file }, source: file, warnings: [] }
  const lines = await results.list()
  if (call?.startsWith('derived-')) return { from: { callId: call }, source: call, warnings: [] }
  const [product, operation] = (latest ?? '').includes(' ') ? (latest ?? '').split(' ') : [undefined, latest]
  const line =
    call !== undefined
      ? lines.find(({ callId }) => callId === call)
      : lines
          .filter((one) => one.operation === operation && (product === undefined || one.product.toLowerCase() === product.toLowerCase()) && one.profile === profile && one.state === 'finished')
          .sort((a, b) => b.startedAt.localeCompare(a.startedAt))[0]
  if (!line) {
    throw new AppError('input', call === undefined ? say`over.latest: no result of ${latest ?? ''} is kept that the profile ${profile} has brought to its end.` : say`over.call: there is no result of call ${call}.`, {
      next: call === undefined ? say`Run ${operation ?? ''} first.` : say`See rolecall results.`,
      about: { field: call === undefined ? 'over.latest' : 'over.call' },
    })
  }
  const warnings = line.complete ? [] : [{ field: 'over', message: say`The rows of ${line.operation} ${line.callId} are not complete: what is missing there is not called.` }]
  return { from: { callId: line.callId }, source: `${line.operation} ${line.callId}`, warnings }
}

/** Rows name their accounts; what the call names narrows them. */
export function withRowAccounts(spec: CallSpec, found: FoundRows | undefined): CallSpec {
  if (found?.accountColumn === undefined || spec.accounts !== 'self') return spec
  const named = [...new Set(found.values.flatMap(({ accountId }) => accountId ?? []))]
  return named.length === 0 ? spec : { ...spec, accounts: named }
}

/** @throws AppError `input` where a row names what can be no account or region. */
function checkPlaces({ values, accountColumn = '', regionColumn = '' }: RowValues): void {
  for (const { accountId, regionId } of values) {
    if (accountId !== undefined && !v.is(AccountId, accountId)) throw placeError('account', accountColumn, accountId, say`a UID of 16 digits`)
    if (regionId !== undefined && !v.is(RegionId, regionId)) throw placeError('region', regionColumn, regionId, say`a region ID such as cn-hangzhou`)
  }
}

const placeError = (of: 'account' | 'region', column: string, value: string, wanted: Said): AppError =>
  new AppError('input', say`over: the column ${column} holds ${JSON.stringify(value.slice(0, 60))}, which is not ${wanted}.`, {
    next: of === 'account' ? say`Correct the rows, name another column as over.account, or write account: false to call each row in the accounts of the call.` : say`Correct the rows, name another column as over.region, or write region: false to call each row in the regions of the call.`,
    about: { field: `over.${of}` },
  })

/** Targets in the order of the rows, accounts by turns, so that no account's rate holds up the others. `regionIds`: of rows that name none. @throws AppError `input` about `over` where there are none or too many. */
export async function targetsOfRows(found: FoundRows, accounts: readonly ChosenAccount[], regionIds: readonly string[] | 'any', signal: AbortSignal): Promise<{ targets: Target[]; plan: RowPlan }> {
  const byId = new Map(accounts.map((account) => [account.accountId, account]))
  const byAccount = new Map<string, Target[]>()
  let elsewhere = 0
  let duplicates = 0
  let targetCount = 0
  let rowNumber = 0
  await forEachInTurns(found.values, signal, ({ rows, accountId, accountName, regionId, cells }) => {
    rowNumber += 1
    const places = accountId === undefined ? accounts : [byId.get(accountId)].filter((one) => one !== undefined)
    const regions = regionId === undefined ? (regionIds === 'any' ? [] : regionIds) : regionIds === 'any' || regionIds.includes(regionId) ? [regionId] : []
    if (places.length === 0 || regions.length === 0) {
      elsewhere += rows
      return
    }
    duplicates += rows - 1
    targetCount += places.length * regions.length
    if (targetCount > rowCallLimit) return
    const rowValues = Object.fromEntries(found.columns.map((column, at) => [column, cells[at] ?? '']))
    for (const account of places) {
      const ofAccount = byAccount.get(account.accountId) ?? []
      byAccount.set(account.accountId, ofAccount)
      for (const region of regions) ofAccount.push({ ...(accountName === undefined ? {} : { accountName }), ...account, regionId: region, rowNumber, rowValues })
    }
  })
  if (found.distinct > found.values.length) targetCount = Math.max(targetCount, found.distinct)
  if (targetCount > rowCallLimit) {
    throw new AppError('input', say`over: ${found.source} asks for ${count(targetCount)} calls, and at most ${count(rowCallLimit)} are made.`, { next: say`Take fewer rows: filter them with over.where, or narrow accounts and regions.`, about: aboutOver })
  }
  if (targetCount === 0) {
    const why = found.rows === 0 ? say`over: ${found.source} has no rows.` : elsewhere > 0 ? say`over: ${found.source} has no row in the accounts and regions of the call.` : say`over: ${found.source} has no row with a value in ${sayList(found.columns)}.`
    throw new AppError('input', why, { next: say`Choose other rows, or other columns of them.`, about: aboutOver })
  }
  const { source, columns, rows, empties, accountColumn, regionColumn } = found
  return {
    targets: await byTurns([...byAccount.values()], signal),
    plan: { source, columns, rows, duplicates, empties, elsewhere, ...(accountColumn === undefined ? {} : { accountColumn }), ...(regionColumn === undefined ? {} : { regionColumn }) },
  }
}

async function byTurns(lists: readonly Target[][], signal: AbortSignal): Promise<Target[]> {
  const [first = [], ...others] = lists
  if (others.length === 0) return first
  const longest = lists.reduce((most, { length }) => Math.max(most, length), 0)
  const targets: Target[] = []
  await forEachInTurns(Array.from({ length: longest }, (_one, index) => index), signal, (index) => {
    for (const list of lists) if (list[index]) targets.push(list[index])
  })
  return targets
}

const formOf: Partial<Record<string, { pattern: RegExp; wanted: Said }>> = {
  integer: { pattern: /^-?\d+$/, wanted: say`a whole number` },
  long: { pattern: /^-?\d+$/, wanted: say`a whole number` },
  number: { pattern: /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/, wanted: say`a number` },
  float: { pattern: /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/, wanted: say`a number` },
  boolean: { pattern: /^(true|false)$/i, wanted: say`true or false` },
}

/** Parameters whose whole value is that of a column must hold what their type says, in every row. @throws AppError `input` about `parameters.X`. */
export function checkRowTypes({ parameters }: CallSpec, operation: Operation | undefined, targets: readonly Target[]): void {
  for (const [name, value] of Object.entries(parameters)) {
    const column = typeof value === 'string' ? /^\$\{row\.([^}]+)\}$/.exec(value)?.[1]?.trim() : undefined
    const form = formOf[operation?.parameters.find((parameter: Parameter) => parameter.name === name)?.type ?? '']
    if (column === undefined || form === undefined) continue
    const wrong = targets.find(({ rowValues }) => !form.pattern.test(rowValues?.[column] ?? ''))
    if (!wrong) continue
    throw new AppError('input', say`parameters.${name}: it takes ${form.wanted}, and row ${count(wrong.rowNumber ?? 0)} has ${JSON.stringify((wrong.rowValues?.[column] ?? '').slice(0, 60))} in ${column}.`, { next: say`Choose another column, or correct the rows.`, about: { field: `parameters.${name}` } })
  }
}

/** Work on each of many without holding up everything else. @throws AppError `cancelled`. */
export async function forEachInTurns<T>(all: readonly T[], signal: AbortSignal, work: (one: T) => void): Promise<void> {
  for (let first = 0; first < all.length; first += portion) {
    if (first > 0) await setImmediate()
    if (signal.aborted) throw new AppError('cancelled', say`The check was cancelled.`)
    for (const one of all.slice(first, first + portion)) work(one)
  }
}
const portion = 200
