/** What main tells, read in the language of the window. */
import { afterEach, describe, expect, it } from 'vitest'
import { i18n } from '../../renderer/i18n'
import { readCallFile } from '../../main/call/callFile'
import { readable, told, toldAtField, toldReason } from '../../renderer/told'
import { AppError, toWire } from '../../shared/errors'
import { endedBy } from '../../shared/outcomeWords'
import { say } from '../../shared/words'

afterEach(() => {
  i18n.global.locale.value = 'en'
})

describe('the error of an ask', () => {
  it('is read in the language shown, with its values, and changes with it', () => {
    const error = readable(toWire(new AppError('input', say`There is no profile named ${'ops'}.`, { next: say`Add a profile first.` })))
    expect([error.message, error.next]).toEqual(['There is no profile named ops.', 'Add a profile first.'])
    i18n.global.locale.value = 'zh'
    expect([error.message, error.next]).toEqual(['没有名为 ops 的身份。', '请先添加身份。'])
    expect(error).toBeInstanceOf(AppError)
  })

  it('keeps the words of Alibaba Cloud as they came', () => {
    i18n.global.locale.value = 'zh'
    expect(told('You are not authorized to do this action.')).toBe('You are not authorized to do this action.')
  })
})

it('the error of a field is told there without the name of the field, in both languages', () => {
  const error = readable(toWire(new AppError('input', say`${'secret'}: ${say`A region ID looks like cn-hangzhou.`}`)))
  expect(toldAtField(error)).toBe('A region ID looks like cn-hangzhou.')
  expect(toldAtField(readable(toWire(new AppError('input', say`Add a profile first.`))))).toBe('Add a profile first.')
  i18n.global.locale.value = 'zh'
  expect(toldAtField(error)).toBe('地域 ID 形如 cn-hangzhou。')
})

describe('a refused call file', () => {
  it('is told in Chinese with every line, field and value, what the reader of YAML says as it came', () => {
    i18n.global.locale.value = 'zh'
    const refusal = (text: string): string => {
      try {
        readCallFile(text)
      } catch (thrown) {
        return readable(toWire(thrown)).message
      }
      throw new Error('The file was accepted.')
    }
    const head = 'rolecall: 1\nproduct: Ecs\nversion: "2014-05-26"\noperation: DescribeInstances\nprofile: ops\n'
    expect(refusal(`${head}accounts: ["1"]\nnonsense: 1\n`)).toBe('调用文件有误。第 6 行：accounts[0]：账号 UID 恰为 16 位数字。（现为 "1"）\n第 7 行：nonsense：没有这个键；可用的键见调用文件参考。')
    expect(refusal(`${head}pagination: { maxRequests: 0 }\n`)).toBe('调用文件有误。第 6 行：pagination.maxRequests：应为：不小于 1 的数。（现为 0）')
    expect(refusal(`${head}\tname: x\n`)).toMatch(/^调用文件有误。第 \d+ 行/)
    expect(refusal('a: [')).toMatch(/^调用文件有误。第 1 行：a：缩进有误，或括号没有闭合（[A-Z].+）。$/)
  })
})

describe('why a target ended', () => {
  const ending = endedBy(say`incomplete: ${say`${'20'} of ${'50'} rows`}, ${say`the limit of ${'2'} requests was reached`}`)

  it('is kept in English and told in the language shown', () => {
    expect([ending.reason, toldReason(ending)]).toEqual(['incomplete: 20 of 50 rows, the limit of 2 requests was reached', ending.reason])
    i18n.global.locale.value = 'zh'
    expect(toldReason(ending)).toBe('不完整：20 / 50 行，达到 2 次请求的上限')
  })

  it('is told in English where it was kept before there were sentences, or an earlier version ended the target since', () => {
    i18n.global.locale.value = 'zh'
    expect(toldReason({ reason: 'incomplete: 3 rows, the call was cancelled' })).toBe('incomplete: 3 rows, the call was cancelled')
    expect(toldReason({ ...ending, reason: 'incomplete: 3 rows, the call was cancelled' })).toBe('incomplete: 3 rows, the call was cancelled')
    expect(toldReason({})).toBeUndefined()
  })
})
