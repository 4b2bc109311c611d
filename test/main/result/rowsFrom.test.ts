import { describe, expect, it } from 'vitest'
import type { RowsFromSpec } from '../../../shared/derived'
import { callId, derive, list, openCall, rowsOf } from './fixtures'

const rows = ['{"id":"i-1","Tags":{"Tag":[{"Key":"env","Value":"prod"},{"Key":"n","Value":9007199254740993}]}}', '{"id":"i-2","Tags":{"Tag":[]}}', '{"id":"i-3","Tags":{"Tag":[{"Key":"env","Value":"dev"}]}}']

async function rowsFrom(more: Partial<RowsFromSpec>): Promise<Record<string, string | null>[]> {
  const { page, store } = await openCall()
  await page(list(...rows))
  await page(list('{"id":"i-4","Tags":{"Tag":[{"Key":"x","Value":0.10}]}}'))
  const { derivedId } = await derive(store, { kind: 'rowsFrom', spec: { callId, taskId: 'task-1', path: 'Tags.Tag', of: 'row', keep: [], ...more } })
  return rowsOf(store, derivedId)
}

describe('rows from a list', () => {
  it('are its elements, with the columns of the row they belong to, every digit kept', async () => {
    expect(await rowsFrom({ keep: ['id'] })).toEqual([
      { '../id': 'i-1', Key: 'env', Value: 'prod' },
      { '../id': 'i-1', Key: 'n', Value: '9007199254740993' },
      { '../id': 'i-3', Key: 'env', Value: 'dev' },
      { '../id': 'i-4', Key: 'x', Value: '0.10' },
    ])
  })

  it('can be another list of the whole answer', async () => {
    expect(await rowsFrom({ of: 'answer', path: 'Items' })).toHaveLength(4)
  })

  it('of a path that no row has are none; an unknown column to keep is refused', async () => {
    expect(await rowsFrom({ path: 'Nothing.Here' })).toEqual([])
    await expect(rowsFrom({ keep: ['Nope'] })).rejects.toMatchObject({ kind: 'input', about: { field: 'keep[0]' } })
  })
})

describe('a path made a column', () => {
  it('has its values in stored rows and in those to come, also after a restart, digits kept', async () => {
    const { page, store, rows: read } = await openCall()
    await page(list(...rows))
    expect(await store.addColumn(callId, 'Tags.Tag[0].Value')).toMatchObject({ path: 'Tags.Tag[0].Value' })
    await page(list('{"id":"i-4","Tags":{"Tag":[{"Key":"x","Value":0.10}]}}'))
    expect((await read()).map((row) => row['Tags.Tag[0].Value'])).toEqual(['prod', null, 'dev', '0.10'])
    expect(await store.addColumn(callId, 'Tags.Tag[0].Value')).toMatchObject({ path: 'Tags.Tag[0].Value' })
    expect((await store.columns(callId)).filter(({ path }) => path === 'Tags.Tag[0].Value')).toHaveLength(1)
    await store.addColumn(callId, 'Tags.Tag[*].Key')
    expect((await read()).map((row) => row['Tags.Tag[*].Key'])).toEqual(['["env","n"]', null, '["env"]', '["x"]'])
  })

  it('is refused where it leads into no list', async () => {
    const { page, store } = await openCall()
    await page(list(...rows))
    await expect(store.addColumn(callId, 'Nope.Deep')).rejects.toMatchObject({ kind: 'input', about: { field: 'path' } })
  })
})
