/** The environments of a file as a table of variables by environments: what a change to it sends, and what is wrong in it before it is sent. Pure. */
import * as v from 'valibot'
import { environmentLimits, holdsSecret, isVariableName, looksSecret, type Environment, type EnvironmentEdit } from '../../shared/environments'
import { EnvironmentName } from '../../shared/saved'

/** `id` stays through every change; `was` is the name in the file. */
export interface EnvironmentColumn {
  id: number
  was?: string
  name: string
}
export interface VariableRow extends EnvironmentColumn {
  /** By the column's id; absent: the environment does not set the variable. */
  values: Record<number, string>
}
export interface EnvironmentTable {
  environments: EnvironmentColumn[]
  variables: VariableRow[]
  nextId: number
}

export function tableOf(environments: readonly Environment[]): EnvironmentTable {
  let nextId = 1
  const rows = new Map<string, VariableRow>()
  const columns = environments.map(({ name, variables }): EnvironmentColumn => {
    const id = nextId++
    for (const variable of variables) {
      const row = rows.get(variable.name) ?? { id: nextId++, was: variable.name, name: variable.name, values: {} }
      rows.set(variable.name, row)
      row.values[id] = variable.value
    }
    return { id, was: name, name }
  })
  return { environments: columns, variables: [...rows.values()], nextId }
}

/** Rows and columns without a name or a value. */
export const isBlank = ({ environments, variables }: EnvironmentTable): boolean =>
  environments.every(({ name }) => name.trim() === '') && variables.every(({ name, values }) => name.trim() === '' && Object.values(values).every((value) => value === ''))

export function editsOf({ environments, variables }: EnvironmentTable): EnvironmentEdit[] {
  return environments.map(({ id, was, name }) => ({
    ...(was === undefined ? {} : { was }),
    name: name.trim(),
    variables: variables.flatMap((row) => {
      const value = row.values[id]
      return value === undefined ? [] : [{ ...(row.was === undefined ? {} : { was: row.was }), name: row.name.trim(), value }]
    }),
  }))
}

export type TableProblem = 'environmentName' | 'variableName' | 'twice' | 'secretName' | 'secretValue' | 'tooLong'
/** What is wrong by field: `7` is the name of a column or row, `7.3` a row's value in a column. */
export function problemsOf({ environments, variables }: EnvironmentTable): Map<string, TableProblem> {
  const found = new Map<string, TableProblem>()
  const timesOf = (all: readonly EnvironmentColumn[]): Map<string, number> => {
    const times = new Map<string, number>()
    for (const { name } of all) times.set(name.trim(), (times.get(name.trim()) ?? 0) + 1)
    return times
  }
  const isTwice = (times: ReadonlyMap<string, number>, name: string): boolean => (times.get(name) ?? 0) > 1
  const [columns, rows] = [timesOf(environments), timesOf(variables)]
  for (const { id, name } of environments) {
    if (!v.is(EnvironmentName, name.trim())) found.set(`${id}`, 'environmentName')
    else if (isTwice(columns, name.trim())) found.set(`${id}`, 'twice')
  }
  for (const { id, name, values } of variables) {
    if (!isVariableName(name.trim())) found.set(`${id}`, 'variableName')
    else if (looksSecret(name.trim())) found.set(`${id}`, 'secretName')
    else if (isTwice(rows, name.trim())) found.set(`${id}`, 'twice')
    for (const [column, problem] of valueProblems(values)) found.set(`${id}.${column}`, problem)
  }
  return found
}

/** By the values of a row, which are replaced and never changed: what was looked through is not looked through with each letter that is typed elsewhere. */
const judged = new WeakMap<VariableRow['values'], [column: string, TableProblem][]>()
function valueProblems(values: VariableRow['values']): [column: string, TableProblem][] {
  const known = judged.get(values)
  if (known) return known
  const found = Object.entries(values).flatMap(([column, value]): [string, TableProblem][] => (holdsSecret(value) ? [[column, 'secretValue']] : value.length > environmentLimits.value ? [[column, 'tooLong']] : []))
  judged.set(values, found)
  return found
}

/** Whether a table says what it said before. */
export function isSameTable(one: EnvironmentTable, other: EnvironmentTable): boolean {
  const isSameColumn = (left: EnvironmentColumn, right: EnvironmentColumn | undefined): boolean => left.id === right?.id && left.name.trim() === right.name.trim()
  return (
    one.environments.length === other.environments.length &&
    one.variables.length === other.variables.length &&
    one.environments.every((column, index) => isSameColumn(column, other.environments[index])) &&
    one.variables.every((row, index) => isSameColumn(row, other.variables[index]) && one.environments.every(({ id }) => row.values[id] === other.variables[index]?.values[id]))
  )
}

export function addEnvironment(table: EnvironmentTable): number {
  const id = table.nextId++
  table.environments.push({ id, name: '' })
  return id
}
export function addVariable(table: EnvironmentTable): number {
  const id = table.nextId++
  table.variables.push({ id, name: '', values: {} })
  return id
}
export function removeEnvironment(table: EnvironmentTable, id: number): void {
  table.environments = table.environments.filter((column) => column.id !== id)
  for (const row of table.variables) row.values = Object.fromEntries(Object.entries(row.values).filter(([column]) => column !== `${id}`))
}
export function removeVariable(table: EnvironmentTable, id: number): void {
  table.variables = table.variables.filter((row) => row.id !== id)
}
/** An emptied field takes the variable out of the environment. */
export function setValue(row: VariableRow, column: number, text: string): void {
  const values = { ...row.values, [column]: text }
  if (text === '') delete values[column]
  row.values = values
}
/** A row that no environment sets is not written: its variable would be lost. */
export const unsetRows = ({ variables }: EnvironmentTable): VariableRow[] => variables.filter(({ values }) => Object.keys(values).length === 0)
