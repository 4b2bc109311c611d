import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRedactor, mask, maskKeyId } from '../../shared/redact'

describe('redaction', () => {
  it('shows the first six and last four characters of a key id', () => {
    expect(maskKeyId('LTAI5tAbCdEfGhIjx9Qd')).toBe('LTAI5t…x9Qd')
    expect(maskKeyId('short')).toBe(mask)
  })

  it('masks secret fields at any depth, whatever their spelling', () => {
    const redactor = createRedactor()
    const masked = redactor.value({ accessKeySecret: 'a', list: [{ AccessKeySecret: 'b', SecurityToken: 'c' }], headers: { 'x-acs-security-token': 'd', Authorization: 'e' }, regionId: 'cn-hangzhou' })
    expect(masked).toEqual({
      accessKeySecret: mask,
      list: [{ AccessKeySecret: mask, SecurityToken: mask }],
      headers: { 'x-acs-security-token': mask, Authorization: mask },
      regionId: 'cn-hangzhou',
    })
  })

  it('masks secrets written in free text', () => {
    const redactor = createRedactor()
    const text = redactor.text('failed: {"SecurityToken":"CAISabc==","x":1} AccessKeySecret=s3cr3tvalue& Authorization: Bearer abc.def key LTAI5tAbCdEfGhIjx9Qd')
    for (const secret of ['CAISabc', 's3cr3tvalue', 'abc.def', 'LTAI5tAbCdEfGhIjx9Qd']) expect(text).not.toContain(secret)
    expect(text).toContain('LTAI5t…x9Qd')
  })

  it('masks a learned secret wherever it stands, also in an error', () => {
    const redactor = createRedactor()
    redactor.learn('MARKER-secret-1')
    const masked = JSON.stringify(redactor.value({ error: new Error('wrong MARKER-secret-1'), deep: [['MARKER-secret-1']] }))
    expect(masked).not.toContain('MARKER')
  })

  it('never lets a learned secret through, whatever surrounds it', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string({ minLength: 6, maxLength: 40 }), (before, after, secret) => {
        fc.pre(!mask.includes(secret) && !before.includes(secret) && !after.includes(secret))
        const redactor = createRedactor()
        redactor.learn(secret)
        const out = redactor.text(`${before} ${secret} ${after}`)
        return !out.includes(` ${secret} `)
      }),
    )
  })

  it('keeps what stands in two places in both, as an object that two accounts share', () => {
    const policy = { policyName: 'AdministratorAccess' }
    expect(createRedactor().value([{ deciding: policy }, { deciding: policy }])).toEqual([{ deciding: policy }, { deciding: policy }])
  })

  it('survives cycles and functions', () => {
    const cycle: Record<string, unknown> = { run: () => 1 }
    cycle.self = cycle
    expect(createRedactor().value(cycle)).toMatchObject({ self: '[cycle]' })
  })
})
