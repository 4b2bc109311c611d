/** The words of drawn dialogs, by what a page says of its language. */
import { expect, it } from 'vitest'
import { dialogWords } from '../../../main/host/dialogWords'

it.each([
  ['zh-CN', '另存为'],
  ['zh', '另存为'],
  ['en', 'Save as'],
  ['', 'Save as'],
  ['zhx', 'Save as'],
])('a dialog over a page in %j is called %s', (language, title) => {
  expect(dialogWords(language).saveAs).toBe(title)
})

it('says which file is there already, in both languages', () => {
  expect(dialogWords('en').isThere('rows.csv')).toBe('rows.csv exists already. Replace it?')
  expect(dialogWords('zh-CN').isThere('rows.csv')).toBe('rows.csv 已存在。是否替换？')
})
