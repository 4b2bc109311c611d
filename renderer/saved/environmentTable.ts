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
  const names = (all: readonly EnvironmentColumn[]): string[] => all.map(({ name }) => name.trim())
  const isTwice = (all: readonly string[], name: string): boolean => all.indexOf(name) !== all.lastIndexOf(name)
  for (const { id, name } of environments) {
    if (!v.is(EnvironmentName, name.trim())) found.set(`${id}`, 'environmentName')
    else if (isTwice(names(environments), name.trim())) found.set(`${id}`, 'twice')
  }
  for (const { id, name, values } of variables) {
    if (!isVariableName(name.trim())) found.set(`${id}`, 'variableName')
    else if (looksSecret(name.trim())) found.set(`${id}`, 'secretName')
    else if (isTwice(names(variables), name.trim())) found.set(`${id}`, 'twice')
    for (const [column, value] of Object.entries(values)) {
      if (holdsSecret(value)) found.set(`${id}.${column}`, 'secretValue')
      else if (value.length > environmentLimits.value) found.set(`${id}.${column}`, 'tooLong')
    }
  }
  return found
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
