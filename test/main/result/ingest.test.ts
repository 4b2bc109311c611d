/** Groups of pages of which the next is read while the one before is being committed, on a database whose commit can be made to fail. */
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openDatabase, type Database, type Session } from '../../../main/result/duckdb'
import { createIngest, type Ingest, type ReadGroup } from '../../../main/result/ingest'
import type { PageInput } from '../../../main/result/result'
import { createTables } from '../../../main/result/tables'
import { AppError } from '../../../shared/errors'
import { callId, list, spec, target } from './fixtures'

let database: Database
let session: Session
let ingest: Ingest
let isFull: boolean

beforeEach(async () => {
  database = await openDatabase(join(await mkdtemp(join(tmpdir(), 'rolecall-ingest-')), 'call.duckdb'), { isWritable: true })
  session = await database.connect()
  await createTables(session, { spec, targets: [target], startedAt: '2026-11-22T19:45:30.000Z' })
  isFull = false
  const failing: Session = {
    ...session,
    transaction: (work) =>
      session.transaction(async () => {
        const value = await work()
        await setImmediate() // whoever was told reads meanwhile
        if (isFull) throw new AppError('storage', 'The disk is full.')
        return value
      }),
  }
  ingest = await createIngest(failing, spec, () => '2026-11-22T19:45:31.000Z')
})
afterEach(() => database.close())

const input = (page: number, ...rows: string[]): PageInput => ({ callId, target, page, body: list(...rows) })
/** Writes the first, reads the second meanwhile, and writes it too. */
async function both(first: PageInput, second: PageInput): Promise<{ second: ReadGroup; isFirstStored: boolean }> {
  let read: Promise<ReadGroup> | undefined
  const isFirstStored = await ingest.write(await ingest.read([[first]]), () => void (read = ingest.read([[second]]))).then(() => true, () => false)
  if (!read) throw new Error('The first group was never sent.')
  return { second: await read, isFirstStored }
}

describe('a group that is read while the one before is being committed', () => {
  it('knows the rows of that one', async () => {
    const { second } = await both(input(1, '{"id":1}'), input(2, '{"id":1}', '{"id":2}'))
    expect(await ingest.write(second)).toMatchObject([{ facts: [{ received: 2, stored: 1, duplicates: 1 }] }])
    expect(await session.run('SELECT seq FROM rows ORDER BY seq')).toEqual([[0n], [1n]])
  })

  it('is read anew where that one was refused, so that rows which are not stored count as new', async () => {
    isFull = true
    const { second, isFirstStored } = await both(input(1, '{"id":1}'), input(2, '{"id":1}', '{"id":2,"b":"x"}'))
    expect(isFirstStored).toBe(false)
    isFull = false
    expect(await ingest.write(second)).toMatchObject([{ facts: [{ received: 2, stored: 2, duplicates: 0 }] }])
    expect(ingest.columns().map(({ path }) => path)).toEqual(['id', 'b'])
    expect(ingest.total()).toBe(2)
    expect(await ingest.write(await ingest.read([[input(1, '{"id":1}', '{"id":3}')]]))).toMatchObject([{ facts: [{ stored: 1, duplicates: 1 }] }])
  })

  it('keeps what it showed about a column for itself', async () => {
    const { second } = await both(input(1, '{"id":1}'), input(2, '{"id":"one","late":true}'))
    expect(ingest.columns().map(({ path }) => path)).toEqual(['id'])
    await ingest.write(second)
    expect(ingest.columns().map(({ path }) => path)).toEqual(['id', 'late'])
    const again = await createIngest(session, spec, () => '')
    expect(again.columns()).toEqual(ingest.columns())
  })

  it('has a column that was drawn out of a list before it was written', async () => {
    const { second } = await both(input(1, '{"id":1,"tags":["a"]}'), input(2, '{"id":2,"tags":["b"],"late":1}'))
    const drawn = await ingest.addColumn('tags[0]')
    await ingest.write(second)
    expect(await session.run(`SELECT ${drawn.id} FROM rows ORDER BY seq`)).toEqual([['a'], ['b']])
    expect(ingest.columns().map(({ path }) => path)).toEqual(['id', 'tags', 'late', 'tags[0]'])
  })

  it('counts what a later reading brings once, over both', async () => {
    const { second } = await both({ ...input(2, '{"id":1}', '{"id":7}'), pass: 2 }, { ...input(3, '{"id":7}', '{"id":8}'), pass: 2 })
    expect(await ingest.write(second)).toMatchObject([{ facts: [{ stored: 1, distinct: 1 }] }])
  })

  it('waits for that one where they share a page, which is answered from its record', async () => {
    const { second } = await both(input(1, '{"id":1}', '{"id":2}'), input(1, '{"id":9}'))
    expect(await ingest.write(second)).toMatchObject([{ facts: [{ received: 2, stored: 2 }] }])
    expect(ingest.total()).toBe(2)
  })
})

describe('a group that was refused', () => {
  it('loses nothing of what it showed about a column when it comes again', async () => {
    const write = async (page: number, row: string): Promise<unknown> => ingest.write(await ingest.read([[input(page, row)]]))
    await write(1, '{"id":1}')
    isFull = true
    await expect(write(2, '{"id":"one"}')).rejects.toThrow('The disk is full.')
    isFull = false
    await write(2, '{"id":"one"}')
    expect((await createIngest(session, spec, () => '')).columns()).toEqual(ingest.columns())
  })
})
