import { describe, expect, it } from 'vitest'
import { expectedWidth, fittedWidth } from '../../renderer/result/columnWidths'
import type { Column } from '../../shared/result'

const column = (path: string, kind: Column['kind'] = 'text'): Column => ({ id: 'c0', path, kind, isContext: false })

describe('the width of a column', () => {
  it('shows an ID whole, which the width before its rows did not', () => {
    const id = 'i-bp10a1lgp76awq0abcde'
    const width = fittedWidth(column('InstanceId'), 'InstanceId', [id, null]) ?? 0
    expect(width).toBeGreaterThanOrEqual(id.length * 7 + 20)
    expect(width).toBeGreaterThan(expectedWidth(column('InstanceId')))
  })

  it('is no more than its rows and title need', () => {
    expect(fittedWidth(column('HostName'), 'HostName', ['host1'])).toBe(90)
    expect(fittedWidth(column('N', 'number'), 'N', ['1', '2'])).toBe(84)
  })

  it('gives a wide character more room than a narrow one', () => {
    expect(fittedWidth(column('N'), 'N', ['支付对账平台生产环境'])).toBeGreaterThan(fittedWidth(column('N'), 'N', ['abcdefghij']) ?? Infinity)
  })

  it('is bounded, for prose sooner than for a name', () => {
    expect(fittedWidth(column('Arn'), 'Arn', ['a'.repeat(10_000_000)])).toBe(300)
    expect(fittedWidth(column('Text'), 'Text', [`a ${'b'.repeat(400)}`])).toBe(200)
  })

  it('waits for a row with a value, and stays the same for nested ones', () => {
    expect(fittedWidth(column('A'), 'A', [null, ''])).toBeUndefined()
    expect(fittedWidth(column('Tags', 'json'), 'Tags', ['[{"k":1}]'])).toBe(expectedWidth(column('Tags', 'json')))
  })
})
