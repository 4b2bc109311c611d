/** What main tells, read in the language of the window. */
import { afterEach, describe, expect, it } from 'vitest'
import { i18n } from '../../renderer/i18n'
import { readable, told } from '../../renderer/told'
import { AppError, toWire } from '../../shared/errors'
import { say } from '../../shared/words'

describe('the error of an ask', () => {
  afterEach(() => {
    i18n.global.locale.value = 'en'
  })

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
