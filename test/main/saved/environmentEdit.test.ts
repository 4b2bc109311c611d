/** Changed environments in the words of their file: what a person wrote around them stays. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { editEnvironments, listed } from '../../../main/saved/environmentEdit'
import { readEnvironments } from '../../../main/saved/environments'
import type { EnvironmentEdit } from '../../../shared/environments'

const path = 'ecs/env.yaml'
const file = ['# reviewed in spring', 'environments:', '  # for everyone', '  test:', '    VPC: vpc-1 # the small one', "    SIZE: '20'", '    DAYS: 0090', '  production: { VPC: vpc-2, SIZE: 50 } # careful', ''].join('\n')
/** The table as it is right after opening. */
const opened = (text: string): EnvironmentEdit[] => listed(readEnvironments(text, path)).map(({ name, variables }) => ({ was: name, name, variables: variables.map((one) => ({ was: one.name, ...one })) }))
const changed = (text: string, change: (table: EnvironmentEdit[]) => void): string => {
  const table = opened(text)
  change(table)
  return editEnvironments(text, table, path)
}

describe('env.yaml after a change', () => {
  it('is the same text where nothing changed', () => {
    expect(changed(file, () => undefined)).toBe(file)
  })

  it('keeps comments, quotes and numbers as they are written around one changed value', () => {
    expect(changed(file, ([test]) => Object.assign(test?.variables[0] ?? {}, { value: 'vpc-9' }))).toBe(file.replace('vpc-1', 'vpc-9'))
    expect(changed(file, ([test]) => Object.assign(test?.variables[1] ?? {}, { value: '30' }))).toBe(file.replace("'20'", "'30'"))
  })

  it('renames an environment and a variable in their place, with their comments', () => {
    const text = changed(file, (table) => {
      Object.assign(table[0] ?? {}, { name: 'staging' })
      for (const { variables } of table) Object.assign(variables[0] ?? {}, { name: 'NETWORK' })
    })
    expect(text).toBe(file.replace('test:', 'staging:').replaceAll('VPC:', 'NETWORK:'))
  })

  it('swaps two names without losing a value', () => {
    const text = changed(file, (table) => {
      Object.assign(table[0] ?? {}, { name: 'production' })
      Object.assign(table[1] ?? {}, { name: 'test' })
    })
    const { environments } = readEnvironments(text, path)
    expect(environments.get('production')?.get('VPC')).toBe('vpc-1')
    expect(environments.get('test')?.get('VPC')).toBe('vpc-2')
  })

  it('adds and removes variables and environments, also the last one', () => {
    const more = changed(file, (table) => {
      table[1]?.variables.push({ name: 'ZONE', value: 'b' })
      table[0]?.variables.splice(0, 1)
      table.push({ name: 'new', variables: [{ name: 'VPC', value: 'true' }] })
    })
    expect(more).toContain('production: { VPC: vpc-2, SIZE: 50, ZONE: b } # careful')
    expect(more).not.toContain('vpc-1')
    expect(more).toContain('  new:\n    VPC: "true"\n')
    expect(more).toMatch(/^# reviewed in spring\n/)
    const none = editEnvironments(file, [], path)
    expect(readEnvironments(none, path).environments.size).toBe(0)
    expect(editEnvironments(none, [{ name: 'test', variables: [{ name: 'VPC', value: 'vpc-1' }] }], path)).toContain('  test:\n    VPC: vpc-1\n')
  })

  it('is made from nothing as a person would write it', () => {
    expect(editEnvironments(undefined, [{ name: 'test', variables: [{ name: 'VPC', value: 'vpc-1' }] }, { name: 'production', variables: [] }], path)).toBe('environments:\n  test:\n    VPC: vpc-1\n  production: {}\n')
  })

  it('keeps the line ends of the file', () => {
    const text = changed(file.replaceAll('\n', '\r\n'), ([test]) => Object.assign(test?.variables[0] ?? {}, { value: 'vpc-9' }))
    expect(text).toBe(file.replace('vpc-1', 'vpc-9').replaceAll('\n', '\r\n'))
  })

  it('holds no secret, by name or by the shape of its value, and says which and why', () => {
    const add = (name: string, value: string) => () => changed(file, ([test]) => test?.variables.push({ name, value }))
    expect(add('DB_PASSWORD', 'x')).toThrow(expect.objectContaining({ kind: 'input', message: expect.stringContaining('DB_PASSWORD looks like a secret') as string, about: expect.objectContaining({ field: 'environments.test.DB_PASSWORD' }) as object }))
    expect(add('KEY', 'LTAI5tAbCdEfGhIjKlMn')).toThrow(expect.objectContaining({ kind: 'input', message: expect.not.stringContaining('LTAI5tAbCdEfGhIjKlMn') as string }))
  })

  it('reads back equal whatever text the values are', () => {
    const name = fc.stringMatching(/^[A-Z_][A-Z0-9_]{0,8}$/).filter((one) => !/SECRET|TOKEN|PASS|PWD|CREDENTIAL|KEY|SIGN|AUTH/.test(one))
    const value = fc.oneof(fc.string({ unit: 'binary', maxLength: 30 }), fc.constantFrom('', ' ', 'true', '007', '1e3', '~', 'null', '# no comment', 'a: b', '- x', '*x', '&x', '{', '"', "'", 'a\nb\n', '\r\n', '\u0085', '@', '%TAG'))
    const table = fc.uniqueArray(fc.record({ name: fc.stringMatching(/^[a-z][a-z0-9_.-]{0,8}$/), variables: fc.uniqueArray(fc.record({ name, value }), { selector: (one) => one.name, maxLength: 5 }) }), { selector: (one) => one.name, maxLength: 4 })
    fc.assert(
      fc.property(table, table, (first, second) => {
        const text = editEnvironments(undefined, first, path)
        const again = editEnvironments(text, second.map((one, index) => ({ ...one, ...(first[index] === undefined ? {} : { was: first[index].name }) })), path)
        expect(new Map(listed(readEnvironments(again, path)).map((one) => [one.name, new Map(one.variables.map((variable) => [variable.name, variable.value]))]))).toEqual(new Map(second.map((one) => [one.name, new Map(one.variables.map((variable) => [variable.name, variable.value]))])))
      }),
      { numRuns: 200 },
    )
  })
})
