/** The environments as a table: what it shows of a file, what a change sends, what is wrong before it is sent. */
import { describe, expect, it } from 'vitest'
import { environmentLimits } from '../../shared/environments'
import { addEnvironment, addVariable, editsOf, isBlank, isSameTable, problemsOf, removeEnvironment, removeVariable, setValue, tableOf, unsetRows, type EnvironmentTable } from '../../renderer/saved/environmentTable'

const file = [
  { name: 'test', variables: [{ name: 'VPC', value: 'vpc-1' }, { name: 'EMPTY', value: '' }] },
  { name: 'production', variables: [{ name: 'ZONE', value: 'b' }, { name: 'VPC', value: 'vpc-2' }] },
]
const row = (table: EnvironmentTable, name: string) => table.variables.find((one) => one.name === name) ?? expect.fail(name)
const column = (table: EnvironmentTable, name: string): number => table.environments.find((one) => one.name === name)?.id ?? expect.fail(name)

describe('the table of environments', () => {
  it('is blank until something is named or set in it', () => {
    const table = tableOf([])
    addEnvironment(table)
    addVariable(table)
    expect(isBlank(table)).toBe(true)
    const [column, row] = [table.environments[0], table.variables[0]]
    if (!column || !row) throw new Error('no row')
    setValue(row, column.id, 'x')
    expect(isBlank(table)).toBe(false)
    setValue(row, column.id, '')
    column.name = 'test'
    expect(isBlank(table)).toBe(false)
  })

  it('has a row for each variable, set or not in each environment, and sends back what it was made from', () => {
    const table = tableOf(file)
    expect(table.variables.map(({ name, values }) => [name, Object.keys(values).length])).toEqual([['VPC', 2], ['EMPTY', 1], ['ZONE', 1]])
    const sent = editsOf(table)
    expect(sent[0]).toEqual({ was: 'test', name: 'test', variables: [{ was: 'VPC', name: 'VPC', value: 'vpc-1' }, { was: 'EMPTY', name: 'EMPTY', value: '' }] })
    expect(problemsOf(table).size).toBe(0)
  })

  it('knows whether it says what it said before, and judges a value again once it is another one', () => {
    const table = tableOf(file)
    const before = tableOf(file)
    expect(isSameTable(table, before)).toBe(true)
    const test = column(table, 'test')
    setValue(row(table, 'VPC'), test, 'vpc-9')
    expect(isSameTable(table, before)).toBe(false)
    setValue(row(table, 'VPC'), test, 'vpc-1')
    expect(isSameTable(table, before)).toBe(true)
    addVariable(table)
    expect(isSameTable(table, before)).toBe(false)
    expect(problemsOf(table).has(`${row(table, 'VPC').id}.${test}`)).toBe(false)
    setValue(row(table, 'VPC'), test, 'x'.repeat(environmentLimits.value + 1))
    expect(problemsOf(table).get(`${row(table, 'VPC').id}.${test}`)).toBe('tooLong')
  })

  it('sends a renamed variable under its new name in every environment, with the name it had', () => {
    const table = tableOf(file)
    row(table, 'VPC').name = ' NETWORK '
    expect(editsOf(table).map(({ variables }) => variables.find(({ was }) => was === 'VPC')?.name)).toEqual(['NETWORK', 'NETWORK'])
  })

  it('takes a variable out of an environment whose field is emptied, and out of all with its row', () => {
    const table = tableOf(file)
    setValue(row(table, 'VPC'), column(table, 'test'), '')
    expect(editsOf(table)[0]?.variables.map(({ name }) => name)).toEqual(['EMPTY'])
    removeVariable(table, row(table, 'VPC').id)
    expect(editsOf(table)[1]?.variables.map(({ name }) => name)).toEqual(['ZONE'])
  })

  it('says of a new row that no environment sets it, and of one whose only environment was removed', () => {
    const table = tableOf(file)
    removeEnvironment(table, column(table, 'test'))
    expect(unsetRows(table).map(({ name }) => name)).toEqual(['EMPTY'])
    removeVariable(table, row(table, 'EMPTY').id)
    addVariable(table)
    expect(unsetRows(table)).toHaveLength(1)
  })

  it('warns of names that are none, stand twice or look like a secret, and of values shaped like one', () => {
    const table = tableOf(file)
    const added = addEnvironment(table)
    expect(problemsOf(table).get(`${added}`)).toBe('environmentName')
    Object.assign(table.environments.at(-1) ?? {}, { name: 'test' })
    expect(problemsOf(table).get(`${added}`)).toBe('twice')
    row(table, 'EMPTY').name = 'DB_PASSWORD'
    expect([...problemsOf(table).values()]).toContain('secretName')
    row(table, 'ZONE').name = 'my zone'
    expect([...problemsOf(table).values()]).toContain('variableName')
    setValue(row(table, 'VPC'), column(table, 'production'), 'LTAI5tAbCdEfGhIjKlMn')
    expect(problemsOf(table).get(`${row(table, 'VPC').id}.${column(table, 'production')}`)).toBe('secretValue')
    setValue(row(table, 'VPC'), column(table, 'production'), 'x'.repeat(4097))
    expect([...problemsOf(table).values()]).toContain('tooLong')
  })
})
