/** Sentences apart from their values, said in the language of whoever reads. */
import { describe, expect, it } from 'vitest'
import { AppError, fromWire, toWire } from '../../shared/errors'
import { inWords, say, sayPhrase } from '../../shared/words'

describe('a sentence', () => {
  const said = say`The host ${'ecs.example'} answered ${3} times.`

  it('is its pattern with the values apart, and reads in English without a catalogue', () => {
    expect(said).toEqual({ id: 'The host {0} answered {1} times.', values: ['ecs.example', '3'] })
    expect(inWords(said)).toBe('The host ecs.example answered 3 times.')
  })

  it('is said in other words, with values where those words want them', () => {
    expect(inWords(said, { 'The host {0} answered {1} times.': '{1} 次：{0}' })).toBe('3 次：ecs.example')
  })

  it('may hold another, which is said in the same language', () => {
    expect(inWords(say`${'regions.0'}: ${sayPhrase('A region ID looks like cn-hangzhou.')}`, { '{0}: {1}': '{0}：{1}', 'A region ID looks like cn-hangzhou.': '地域' })).toBe('regions.0：地域')
  })

  it('takes a value as it is, braces and dollar signs included', () => {
    expect(inWords(say`Not ${'{1} $& ${region}'} and ${'x'}.`)).toBe('Not {1} $& ${region} and x.')
  })

  it('is told as text where it came as text', () => {
    expect(inWords('You are not authorized.', { 'You are not authorized.': '不' })).toBe('You are not authorized.')
  })
})

describe('an error', () => {
  it('is in English where it is made, and keeps its sentences over the wire and through another error', () => {
    const made = new AppError('input', say`There is no profile named ${'ops'}.`, { next: say`Add a profile first.` })
    expect([made.message, made.next]).toEqual(['There is no profile named ops.', 'Add a profile first.'])
    const come = fromWire(JSON.parse(JSON.stringify(toWire(made))) as ReturnType<typeof toWire>)
    expect([come.message, come.next, come.says]).toEqual([made.message, made.next, made.says])
    const again = new AppError('role', come.words.message, { next: come.words.next })
    expect(again.says).toEqual(made.says)
  })

  it('has no sentence where its words come from elsewhere', () => {
    expect(toWire(new AppError('refused', 'Server words.'))).toEqual({ kind: 'refused', message: 'Server words.', about: {} })
  })
})
