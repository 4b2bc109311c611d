/** A changed call in its own file: what a person wrote around the values stays. */
import fc from 'fast-check'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { readCallFile } from '../../../main/call/callFile'
import { editCallFile } from '../../../main/call/callFileEdit'
import { CallSpec, type CallSpecInput } from '../../../shared/call'

const text = `# Every instance, for the weekly report.
rolecall: 1
operation: DescribeInstances   # page by page
product: Ecs
version: '2014-05-26'
profile: ops

# Only the two busy regions.
regions: [cn-hangzhou, cn-shanghai]
parameters:
  # the state that costs
  Status: Running # or Stopped
  Tag:
    - Key: env
      Value: prod # never test
    - Key: team
      Value: "42"
  MaxResults: 100

# the end
`
const change = (part: Partial<CallSpecInput>, of = text): string => editCallFile(of, v.parse(CallSpec, { ...readCallFile(of), ...part }))
const lines = (one: string): string[] => one.split('\n')

describe('a call file that is written again', () => {
  it('stays byte for byte where nothing changed', () => {
    expect(change({})).toBe(text)
  })

  it('changes the one line of a changed value and keeps its comment', () => {
    const { parameters } = readCallFile(text)
    expect(lines(change({ parameters: { ...parameters, Status: 'Stopped' } }))).toEqual(lines(text).map((line) => line.replace('Status: Running #', 'Status: Stopped #')).map((line) => line.replace('   # page', ' # page')))
  })

  it('keeps the indentation also where a comment stands before the first nested value', () => {
    const nested = `${text.slice(0, text.indexOf('parameters:'))}parameters:\n  # deep\n  Filter:\n    # deeper\n    Name: one\n`
    expect(change({ parameters: { Filter: { Name: 'two' } } }, nested)).toBe(nested.replace('Name: one', 'Name: two').replace('   # page', ' # page'))
  })

  it('keeps the order of keys, puts a new one where it belongs and takes a removed one out', () => {
    const written = change({ role: 'ops', regions: undefined })
    expect(written.split('\n').filter((line) => /^\w/.test(line)).map((line) => line.split(':')[0])).toEqual(['rolecall', 'operation', 'product', 'version', 'profile', 'role', 'parameters'])
    expect(written).toContain('# Every instance, for the weekly report.')
    expect(written).toContain('# the end')
  })

  it('keeps the comments of list elements around one that is taken out or added', () => {
    const { parameters } = readCallFile(text)
    const written = change({ parameters: { ...parameters, Tag: [{ Key: 'env', Value: 'prod' }, { Key: 'x', Value: 'y' }, { Key: 'team', Value: '42' }] } })
    expect(written).toContain('Value: prod # never test')
    expect(written).toContain('Value: "42"')
    expect(readCallFile(written).parameters['Tag']).toHaveLength(3)
    expect(change({ parameters: { ...parameters, Tag: [{ Key: 'team', Value: '42' }] } })).toContain('Value: "42"')
  })

  it('keeps line ends, indentation and padding of the file', () => {
    const wide = 'rolecall: 1\nproduct: Ecs\nversion: "2014-05-26"\noperation: X\nprofile: ops\nparameters:\n    A: { b: 1 }\n    C: 2\n'.replaceAll('\n', '\r\n')
    expect(change({ parameters: { A: { b: 1n }, C: 3 } }, wide)).toBe(wide.replace('C: 2', 'C: 3'))
  })

  it('changes the one place of a value that is shared by an alias', () => {
    const shared = 'rolecall: 1\nproduct: Ecs\nversion: "2014-05-26"\noperation: X\nprofile: ops\nparameters:\n  A: &a { Key: env }\n  B: *a\n'
    const written = change({ parameters: { A: { Key: 'changed' }, B: { Key: 'env' } } }, shared)
    expect(readCallFile(written).parameters).toEqual({ A: { Key: 'changed' }, B: { Key: 'env' } })
  })

  it('refuses to write into what is no call file', () => {
    expect(() => editCallFile('a: [', readCallFile(text))).toThrow('The call file is wrong')
  })

  it('reads back equal whatever is changed, with the first comment kept', () => {
    const leaf = fc.oneof(fc.string({ maxLength: 12 }), fc.constantFrom('yes', '0x1', '~', '# c', 'a: b', '*a', '&a', 'a\nb', ' x ', '${env.A}'), fc.maxSafeInteger().map((n) => (n === 0 ? 0 : n)), fc.boolean(), fc.constant(null))
    const name = fc.constantFrom('Status', 'Tag', 'MaxResults', 'Other', 'yes')
    const value = fc.oneof(leaf, fc.array(leaf, { maxLength: 3 }), fc.array(fc.dictionary(fc.constantFrom('Key', 'Value'), leaf, { noNullPrototype: true }), { maxLength: 3 }))
    fc.assert(
      fc.property(fc.dictionary(name, value, { noNullPrototype: true }), fc.option(fc.constantFrom('ops', 'audit'), { nil: undefined }), (parameters, role) => {
        const next = v.parse(CallSpec, { ...readCallFile(text), parameters, ...(role === undefined ? {} : { role }) })
        const written = editCallFile(text, next)
        expect(readCallFile(written)).toEqual(next)
        expect(written).toContain('# Every instance, for the weekly report.')
      }),
      { numRuns: 200 },
    )
  })
})
