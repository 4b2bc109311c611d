/** Times as an operation writes them, and a file's content as text. */
import { describe, expect, it } from 'vitest'
import { base64Text, plainText } from '../../renderer/call/fileText'
import { timeBefore, timeShapeOf, timeText } from '../../renderer/call/times'

describe('a time', () => {
  const at = new Date('2026-11-22T19:45:30.250Z')

  it.each([
    ['StartTime', '2017-12-10T12:00Z', '2026-11-22T19:45Z'],
    ['StartTime', '2018-01-01T12:05:00Z', '2026-11-22T19:45:30Z'],
    ['StartTime', '2018-01-01 12:05:00', '2026-11-22 19:45:30'],
    ['BillingDate', '2018-01-01', '2026-11-22'],
    ['from', '1514736000', '1795376730'],
    ['EndTime', '1514736000000', '1795376730250'],
  ])('is written as the example of %s is: %s', (name, example, text) => {
    const shape = timeShapeOf(name, { type: 'string', example })
    expect(shape && timeText(shape, at)).toBe(text)
  })

  it('is not seen in a number or name that only looks like one', () => {
    expect(timeShapeOf('OrderId', { type: 'string', example: '1514736000' })).toBeUndefined()
    expect(timeShapeOf('ImageId', { type: 'string', example: 'aliyun_2_1903_x64_20G_alibase_20200324.vhd' })).toBeUndefined()
  })

  it('goes back by whole steps', () => {
    expect(timeText('second', timeBefore(at, 'dayAgo'))).toBe('2026-11-21T19:45:30Z')
  })
})

describe('a file', () => {
  it('is text only where every byte of it is, and Base64 to the last byte', () => {
    const bytes = Uint8Array.from({ length: 70_000 }, (_none, index) => index % 256)
    expect(plainText(bytes)).toBeUndefined()
    expect(Buffer.from(base64Text(bytes), 'base64').equals(Buffer.from(bytes))).toBe(true)
    expect(plainText(new TextEncoder().encode('\uFEFF接入'))).toBe('\uFEFF接入')
  })
})
