import { describe, expect, it } from 'vitest'
import { createWorks } from '../../../main/bridge/works'

const untilAborted = (signal: AbortSignal): Promise<string> => new Promise((resolve) => signal.addEventListener('abort', () => resolve('aborted')))

describe('named work', () => {
  it('is cancelled by its name, and by no other', async () => {
    const works = createWorks()
    const one = works.run('one', untilAborted)
    works.cancel('two')
    works.cancel('one')
    expect(await one).toBe('aborted')
  })
  it('has a name of its own while it runs', async () => {
    const works = createWorks()
    const one = works.run('one', untilAborted)
    await expect(works.run('one', untilAborted)).rejects.toMatchObject({ kind: 'input' })
    works.cancel('one')
    await one
    expect(await works.run('one', async () => 'again')).toBe('again')
  })
})
