import { describe, expect, it } from 'vitest'
import { shownText } from '../../renderer/result/cellText'

describe('the text of a cell', () => {
  it.each([
    [null, ''],
    ['', ''],
    ['0.10', '0.10'],
    ['x'.repeat(1000), 'x'.repeat(1000)],
    ['x'.repeat(1001), `${'x'.repeat(1000)}…`],
    [`${'x'.repeat(999)}😀`, `${'x'.repeat(999)}…`],
  ])('is shown whole as far as a cell can show it', (text, shown) => {
    expect(shownText(text)).toBe(shown)
  })
})
