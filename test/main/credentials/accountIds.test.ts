import { describe, expect, it } from 'vitest'
import { readAccountIds } from '../../../main/credentials/accountIds'
import type { AppError } from '../../../shared/errors'

const refusal = (text: string): AppError => {
  try {
    readAccountIds(text)
  } catch (thrown) {
    return thrown as AppError
  }
  return expect.unreachable('the text should have been refused')
}

describe('typed account UIDs', () => {
  it('are read in any separators, each once, in order', () => {
    expect(readAccountIds(" 1203456789012345,1203456789012346;\n'1203456789012347'\t1203456789012345、１２０３４５６７８９０１２３４８\r\n")).toEqual([
      '1203456789012345',
      '1203456789012346',
      '1203456789012347',
      '1203456789012348',
    ])
  })

  it('are refused whole, each wrong one named with its number of digits', () => {
    const error = refusal('1203456789012345 120345678901234 12034567890123456 abc')
    expect(error).toMatchObject({ kind: 'input', about: { field: 'uids' } })
    expect(error.message).toContain('120345678901234 (15 digits)')
    expect(error.message).toContain('12034567890123456 (17 digits)')
    expect(error.message).toContain('abc')
    expect(error.message).not.toContain('1203456789012345 (')
  })

  it('that a spreadsheet rounded get their own advice', () => {
    const error = refusal('1.20346E+15')
    expect(error.message).toContain('spreadsheet')
    expect(error.next).toContain('text')
  })

  it('are asked for where there are none', () => {
    expect(refusal(' ,\n').message).toContain('No account UID')
  })
})
