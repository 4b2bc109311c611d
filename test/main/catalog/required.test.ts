/** Which required marks stop a call. */
import { expect, it } from 'vitest'
import { isHardRequired } from '../../../main/catalog/required'

it.each([
  ['a path place', { position: 'path' as const }, 'sdk' as const, true],
  ['a host place', { position: 'host' as const }, 'sdk' as const, true],
  ['a mark of the SDK in a query', { position: 'query' as const, required: 'yes' as const }, 'sdk' as const, false],
  ['a mark of the SDK in a form', { position: 'formData' as const, required: 'yes' as const }, 'sdk' as const, false],
  ['a mark of the metadata', { position: 'query' as const, required: 'yes' as const }, 'meta' as const, true],
  ['a mark of the overlay', { position: 'header' as const, required: 'yes' as const }, 'overlay' as const, true],
  ['a mark that only the words make', { position: 'query' as const, required: 'doc' as const }, 'meta' as const, false],
  ['no mark', { position: 'query' as const }, 'meta' as const, false],
])('%s stops a call or only warns', (_what, parameter, source, expected) => {
  expect(isHardRequired(parameter, { source })).toBe(expected)
})
