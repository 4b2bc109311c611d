import { createHash, randomBytes } from 'node:crypto'
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import papa from 'papaparse'
import { describe, expect, it } from 'vitest'
import type { TargetOutcome } from '../../../shared/call'
import { AppError, toWire } from '../../../shared/errors'
import { endedBy } from '../../../shared/outcomeWords'
import type { ExportSpec } from '../../../shared/result'
import { say } from '../../../shared/words'
import { atEnd, callId, exportSpec, list, never, openCall, otherTarget, spec, target, type Opened } from './fixtures'

/** Exports and reads the file back with a reader of another make. */
async function written(opened: Opened, more: Partial<ExportSpec> = {}): Promise<string> {
  const path = join(opened.home, 'out file.csv')
  const outcome = await opened.store.export(exportSpec(more), path, { signal: never })
  expect(outcome).toMatchObject({ path, bytes: statSync(path).size })
  return readFileSync(path, 'utf8')
}
const parse = (text: string, delimiter = ','): string[][] => papa.parse<string[]>(text.replace(/\r?\n$/, ''), { delimiter }).data

async function withRows(...rows: string[]): Promise<Opened> {
  const opened = await openCall()
  await opened.page(list(...rows), { rowsPath: '.Items', requestId: 'R-1' })
  return opened
}

const hostile = ['emoji 👩‍👩‍👧 😀', 'שלום עליכם', '\0nul\0', 'a\r\nb', 'a\rb', '\n', 'say "hi"', '"', ',', ';', '\t', ' lead and trail ', '', '﻿bom', '\\n', "it's", '=1+1', '+86', '-x', '@SUM(A1)', '\tx', '\rx', '＝x', 'null', 'x'.repeat(200_000)]

describe('the CSV file', () => {
  it('reads back with every hostile value as it was', async () => {
    const opened = await withRows(...hostile.map((value) => JSON.stringify({ v: value, n: 1 })))
    const text = await written(opened, { formulaGuard: false, columns: ['v', 'n'] })
    expect(parse(text)).toEqual([['v', 'n'], ...hostile.map((value) => [value, '1'])])
  })

  it('reads back any text, in a file of one column too', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string({ unit: 'binary' }).filter((value) => !/\p{Surrogate}/u.test(value)), { minLength: 1, maxLength: 20 }), async (values) => {
        const opened = await withRows(...values.map((value) => JSON.stringify({ v: value })))
        expect(parse(await written(opened, { formulaGuard: false, columns: ['v'] }))).toEqual([['v'], ...values.map((value) => [value])])
        await opened.store.close()
      }),
      { numRuns: 8 },
    )
  }, 60_000)

  it('has context columns first, dotted paths as headers, exact digits, lists as JSON text, nothing for null', async () => {
    const opened = await withRows('{"Id":18446744073709551615,"P":0.10,"E":1e400,"Z":-0,"V":{"Id":"v"},"L":[ 1.0, 9007199254740993 ],"N":null,"S":"","name":"a","Name":"b"}')
    expect(await written(opened)).toBe(
      '_account,_accountName,_region,_requestId,Id,P,E,Z,V.Id,L,N,S,name,Name\r\n' + '1203456789012345,shop-prod,cn-hangzhou,R-1,18446744073709551615,0.10,1e400,-0,v,"[ 1.0, 9007199254740993 ]",,"",a,b\r\n',
    )
  })

  it('guards text that a spreadsheet would run, and no number', async () => {
    const opened = await openCall()
    await opened.page(list('{"t":"=1+1","n":-5,"m":-5,"d":"-12","u":"＋1"}', '{"t":"-5","n":-0.10,"m":"@x","d":"3","u":"\\tx"}'), { target: { ...target, accountName: '=evil()' } })
    const [, first, second] = parse(await written(opened, { columns: ['_accountName', 't', 'n', 'm', 'd', 'u'] }))
    expect(first).toEqual(["'=evil()", "'=1+1", '-5', '-5', '-12', "'＋1"])
    expect(second).toEqual(["'=evil()", "'-5", '-0.10', "'@x", '3', "'\tx"])
  })

  it('begins with a byte order mark when asked to, and only then', async () => {
    const opened = await withRows('{"a":1}')
    expect((await written(opened, { bom: true })).startsWith('\uFEFF_account,')).toBe(true)
    expect((await written(opened)).startsWith('_account,')).toBe(true)
  })

  it('has a header whose odd paths are quoted', async () => {
    const opened = await withRows('{"a,b":1,"q\\"x":2,"line\\nbreak":3}')
    expect(parse(await written(opened, { columns: ["['a,b']", `['q"x']`, "['line\nbreak']", 'Missing'] }))).toEqual([["['a,b']", `['q"x']`, "['line\nbreak']", 'Missing'], ['1', '2', '3', '']])
  })

  it('of a result without rows is its header', async () => {
    const opened = await withRows()
    expect(await written(opened)).toBe('_account,_accountName,_region,_requestId\r\n')
    expect(await written(opened, { columns: ['InstanceId', '.Vpc.Id'], bom: true })).toBe('\uFEFFInstanceId,.Vpc.Id\r\n')
  })

  it('has the rows that pass the filter, in the asked order, by columns as the call file writes them', async () => {
    const opened = await withRows('{"n":1,"v":{"t":"a"}}', '{"n":3,"v":{"t":"b"}}', '{"n":20,"v":{"t":"b"}}')
    const text = await written(opened, { columns: ['.v.t', '$.n'], filters: [{ column: 'c1', operator: 'equals', value: 'b' }], sort: [{ column: 'c0', descending: true }] })
    expect(parse(text)).toEqual([['v.t', 'n'], ['b', '20'], ['b', '3']])
  })

  it('keeps the order of arrival over many pages', async () => {
    const opened = await openCall()
    for (let at = 0; at < 20; at += 1) await opened.page(list(...Array.from({ length: 500 }, (_, index) => `{"n":${at * 500 + index}}`)))
    const [, ...rows] = parse(await written(opened, { columns: ['n'] }))
    expect(rows.map(([n]) => n)).toEqual(Array.from({ length: 10_000 }, (_, index) => String(index)))
  })
})

describe('the other formats', () => {
  it('TSV reads back', async () => {
    const opened = await withRows(...hostile.map((value) => JSON.stringify({ v: value, n: 1 })))
    expect(parse(await written(opened, { format: 'tsv', formulaGuard: false, columns: ['n', 'v'] }), '\t')).toEqual([['n', 'v'], ...hostile.map((value) => ['1', value])])
  })

  it('JSON and NDJSON write numbers, booleans and lists bare with every digit, and texts as texts', async () => {
    const opened = await withRows('{"n":18446744073709551615,"d":0.10,"b":true,"l":[1.0,\n {"x":1e400}],"t":"a\\"\\u0000\\n","uid":"1203456789012345","mix":1}', '{"n":1,"mix":"x","l":{}}')
    const first = '{"n":18446744073709551615,"d":0.10,"b":true,"l":[1.0,  {"x":1e400}],"t":"a\\"\\u0000\\n","uid":"1203456789012345","mix":"1"}'
    const second = '{"n":1,"d":null,"b":null,"l":{},"t":null,"uid":null,"mix":"x"}'
    const columns = ['n', 'd', 'b', 'l', 't', 'uid', 'mix']
    expect(await written(opened, { format: 'ndjson', columns })).toBe(`${first}\n${second}\n`)
    expect(await written(opened, { format: 'json', columns })).toBe(`[\n${first},\n${second}\n]\n`)
    expect(JSON.parse(await written(await withRows(), { format: 'json' }))).toEqual([])
  })

  it('Parquet is written, also with headers that differ by case alone', async () => {
    const opened = await withRows('{"name":"a","Name":"b"}')
    expect((await written(opened, { format: 'parquet' })).slice(0, 4)).toBe('PAR1')
  })

  it('CSV and TSV take another separator and line end', async () => {
    const opened = await withRows('{"a":"x;y","b":1}')
    expect(await written(opened, { columns: ['a', 'b'], separator: ';', lineEnd: 'lf' })).toBe('a;b\n"x;y";1\n')
    expect(await written(opened, { columns: ['a', 'b'], separator: '|' })).toBe('a|b\r\nx;y|1\r\n')
    expect(await written(opened, { format: 'tsv', columns: ['a', 'b'], lineEnd: 'crlf' })).toBe('a\tb\r\nx;y\t1\r\n')
  })
})

describe('lists as columns', () => {
  const rows = ['{"id":"i-1","Tags":{"Tag":[{"Key":"env","Value":9007199254740993},{"Key":"=x","Value":0.10}]},"e":[]}', '{"id":"i-2","Tags":{"Tag":[{"Key":"n","Value":1}]},"e":[true]}', '{"id":"i-3","e":"plain"}']

  it('have a column for each value, every digit kept, and the guard of all text', async () => {
    const opened = await withRows(...rows)
    expect(parse(await written(opened, { nested: 'flat', columns: ['id', 'Tags.Tag', 'e'] }))).toEqual([
      ['id', 'Tags.Tag[0].Key', 'Tags.Tag[0].Value', 'Tags.Tag[1].Key', 'Tags.Tag[1].Value', 'e', 'e', 'e[0]'],
      ['i-1', 'env', '9007199254740993', "'=x", '0.10', '', '[]', ''],
      ['i-2', 'n', '1', '', '', '', '', 'true'],
      ['i-3', '', '', '', '', 'plain', '', ''],
    ])
  })

  it('keep order and filter, and leave the result as it was', async () => {
    const opened = await withRows(...rows)
    expect(parse(await written(opened, { nested: 'flat', columns: ['id', 'Tags.Tag'], sort: [{ column: 'c0', descending: true }], filters: [{ column: 'c0', operator: 'notEquals', value: 'i-1' }] }))).toEqual([['id', 'Tags.Tag[0].Key', 'Tags.Tag[0].Value'], ['i-3', '', ''], ['i-2', 'n', '1']])
    expect((await opened.store.columns(callId)).filter(({ isContext }) => !isContext).map(({ path }) => path)).toEqual(['id', 'Tags.Tag', 'e'])
  })

  it('are bare numbers in JSON, and refused where they would be too many', async () => {
    const opened = await withRows(...rows)
    expect((await written(opened, { format: 'ndjson', nested: 'flat', columns: ['Tags.Tag'] })).split('\n')[0]).toBe('{"Tags.Tag[0].Key":"env","Tags.Tag[0].Value":9007199254740993,"Tags.Tag[1].Key":"=x","Tags.Tag[1].Value":0.10}')
    const wide = await withRows(`{"l":[${Array.from({ length: 2100 }, (_, index) => index).join(',')}]}`)
    await expect(wide.store.export(exportSpec({ nested: 'flat' }), join(wide.home, 'x.csv'), { signal: never })).rejects.toMatchObject({ kind: 'input', about: { field: 'nested' } })
  })
})

describe('the file beside it', () => {
  it('says the call, the targets, how complete they are, what was filtered, and the hash of the bytes', async () => {
    const opened = await openCall({ callSpec: { ...spec, parameters: { OwnerId: 18446744073709551615n } } })
    await opened.page(list('{"a":1}', '{"a":2}'), { requestId: 'R-7' })
    const path = join(opened.home, 'rows.csv')
    const outcome = await opened.store.export(exportSpec({ meta: true, columns: ['a'], filters: [{ column: 'c0', operator: 'equals', value: '2' }] }), path, { signal: never })
    expect(outcome.metaPath).toBe(`${path}.meta.json`)
    const text = readFileSync(`${path}.meta.json`, 'utf8')
    expect(text).toContain('"OwnerId": 18446744073709551615')
    expect(JSON.parse(text)).toMatchObject({
      file: 'rows.csv',
      format: 'csv',
      rows: 1,
      columns: ['a'],
      filters: [{ column: 'c0', operator: 'equals', value: '2' }],
      sha256: createHash('sha256').update(readFileSync(path)).digest('hex'),
      call: { product: 'Ecs', operation: 'DescribeInstances' },
      result: { state: 'running', complete: false, rows: 2, targets: [{ accountId: target.accountId, requestIds: ['R-7'] }, { accountId: otherTarget.accountId, rows: 0 }] },
    })
  })
})

describe('the file beside an incomplete result', () => {
  it('says in English why a target ended, without the sentences of the window', async () => {
    const opened = await openCall()
    const outcome: TargetOutcome = { ...target, status: 'refused', complete: false, rows: 0, pages: 0, requests: 1, duplicates: 0, requestIds: [], elapsedMs: 1, ...endedBy(say`incomplete: ${'0'} rows`), error: toWire(new AppError('role', say`No role ${'ops'}.`)) }
    await opened.store.putOutcomes(callId, [outcome])
    expect((await opened.store.read(callId)).summary.targets[0]).toMatchObject({ reasonSaid: outcome.reasonSaid, error: { says: outcome.error?.says } })
    const path = join(opened.home, 'rows.csv')
    await opened.store.export(exportSpec({ meta: true }), path, { signal: never })
    const text = readFileSync(`${path}.meta.json`, 'utf8')
    expect(JSON.parse(text)).toMatchObject({ result: { targets: [{ reason: 'incomplete: 0 rows', error: { message: 'No role ops.' } }, {}] } })
    expect(text).not.toMatch(/reasonSaid|"says"|\{0\}/)
  })
})

describe('what can go wrong with the file', () => {
  const fails = async (opened: Opened, path: string, format: ExportSpec['format'] = 'csv'): Promise<{ kind: string; message: string; about: { code?: string } }> => {
    const error: unknown = await opened.store.export(exportSpec({ format }), path, { signal: never }).then(
      () => undefined,
      (thrown: unknown) => thrown,
    )
    return error as { kind: string; message: string; about: { code?: string } }
  }

  it.each<[code: string, name: string]>([
    ['ENOENT', 'missing/out.csv'],
    ['EISDIR', 'folder'],
    ['ENOTDIR', 'file/out.csv'],
    ['ENAMETOOLONG', `${'x'.repeat(250)}.csv`],
  ])('%s names the path', async (code, name) => {
    const opened = await withRows('{"a":1}')
    mkdirSync(join(opened.home, 'folder'))
    writeFileSync(join(opened.home, 'file'), '')
    const path = join(opened.home, name)
    const error = await fails(opened, path)
    expect(error).toMatchObject({ kind: 'storage', about: { code } })
    expect(error.message).toContain(path)
  })

  it.skipIf(process.getuid?.() === 0)('EACCES names the path', async () => {
    const opened = await withRows('{"a":1}')
    const folder = join(opened.home, 'locked')
    mkdirSync(folder)
    chmodSync(folder, 0o500)
    expect(await fails(opened, join(folder, 'out.csv'))).toMatchObject({ kind: 'storage', about: { code: 'EACCES' } })
  })

  it.for(['csv', 'json', 'parquet', 'xlsx'] as const)('a full disk is said for %s, and leaves nothing behind', async (format, { skip }) => {
    // Random digits: nothing of them is packed away.
    const noise = (): string => randomBytes(12_000).toString('hex')
    const opened = await withRows(...Array.from({ length: 60 }, () => JSON.stringify({ v: noise() })))
    const disk = join(opened.home, 'disk')
    mkdirSync(disk)
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', disk], { stdio: 'ignore' })
    } catch {
      skip('A small disk can only be mounted as root.')
    }
    atEnd(() => void execFileSync('umount', [disk], { stdio: 'ignore' }))
    const path = join(disk, `out.${format}`)
    const error = await fails(opened, path, format)
    expect(error).toMatchObject({ kind: 'storage', about: { code: 'ENOSPC' } })
    expect(error.message).toContain(path)
    expect(readdirSync(disk)).toEqual([])
  })

  it('a cancelled export leaves nothing behind and the old file untouched', async () => {
    const opened = await openCall()
    for (let at = 0; at < 20; at += 1) await opened.page(list(...Array.from({ length: 1000 }, (_, index) => JSON.stringify({ n: at * 1000 + index, t: 'x'.repeat(500) }))))
    const path = join(opened.home, 'out.csv')
    writeFileSync(path, 'old')
    const controller = new AbortController()
    const result = opened.store.export(exportSpec({ sort: [{ column: 'c1', descending: true }] }), path, { signal: controller.signal, onProgress: () => controller.abort() })
    await expect(result).rejects.toMatchObject({ kind: 'cancelled' })
    expect(readFileSync(path, 'utf8')).toBe('old')
    expect(readdirSync(opened.home).filter((name) => name.endsWith('.part'))).toEqual([])
  })

  it('progress ends with every row', async () => {
    const opened = await withRows('{"a":1}', '{"a":2}')
    const told: number[] = []
    await opened.store.export(exportSpec(), join(opened.home, 'out.csv'), { signal: never, onProgress: ({ rows, totalRows }) => told.push(rows, totalRows) })
    expect(told.slice(-2)).toEqual([2, 2])
  })
})
