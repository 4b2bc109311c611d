import { describe, expect, it } from 'vitest'
import { columnLimit } from '../../../main/result/columns'
import { callId, list, openCall } from './fixtures'

/** Stores pages one after another and answers the rows and the kinds of the columns. */
async function store(...pages: string[][]): Promise<{ rows: Record<string, string | null>[]; kinds: Record<string, string> }> {
  const { page, rows, store: opened } = await openCall()
  for (const texts of pages) await page(list(...texts), { rowsPath: '.Items' })
  const columns = (await opened.columns(callId)).filter(({ isContext }) => !isContext)
  return { rows: await rows(), kinds: Object.fromEntries(columns.map(({ path, kind }) => [path, kind])) }
}

describe('cells', () => {
  it('keep every digit and spelling', async () => {
    const { rows, kinds } = await store(['{"a":9007199254740993,"b":18446744073709551615,"c":0.10,"d":1e400,"e":-0,"f":true,"g":null,"h":"","i":"\\u4e2d\\n"}'])
    expect(rows).toEqual([{ a: '9007199254740993', b: '18446744073709551615', c: '0.10', d: '1e400', e: '-0', f: 'true', g: null, h: '', i: '中\n' }])
    expect(kinds).toEqual({ a: 'number', b: 'number', c: 'number', d: 'number', e: 'number', f: 'boolean', g: 'text', h: 'text', i: 'text' })
  })

  it.each<[name: string, row: string, cells: Record<string, string | null>]>([
    ['nested objects by dotted path', '{"Vpc":{"Id":"v","Zone":{"Id":1}}}', { 'Vpc.Id': 'v', 'Vpc.Zone.Id': '1' }],
    ['lists and empty objects as written', '{"L":[ 1.0, {"a":"\\/"} ],"O":{ },"E":[]}', { L: '[ 1.0, {"a":"\\/"} ]', O: '{ }', E: '[]' }],
    ['odd keys in brackets', `{"a.b":1,"":2,"q\\"'":3,"k/v":{"x":4}}`, { "['a.b']": '1', "['']": '2', "['q\"\\'']": '3', "['k/v'].x": '4' }],
    ['keys that differ by case alone', '{"Name":"A","name":"a","NAME":"x"}', { Name: 'A', name: 'a', NAME: 'x' }],
    ['one key more than once', '{"k":1,"k":"2","k":{"x":3},"k":{"x":4}}', { k: '1', 'k (2)': '2', 'k.x': '3', 'k.x (2)': '4' }],
    ['__proto__ and constructor', '{"__proto__":{"a":1},"constructor":"c"}', { '__proto__.a': '1', constructor: 'c' }],
    ['names of context columns', '{"_account":"mine","_page":"p","x":{"_account":"y"}}', { "['_account']": 'mine', "['_page']": 'p', 'x._account': 'y' }],
    ['an ellipsis as a key', '{"…":1}', { "['…']": '1' }],
    ['a scalar row', '"text"', { value: 'text' }],
    ['a list as a row', '[1,2]', { value: '[1,2]' }],
    ['text no Unicode can hold, spelled as it was', '{"a":"x\\ud800y"}', { a: 'x\\ud800y' }],
    ['NUL and other controls', '{"a":"\\u0000\\u0001\\r\\n\\t"}', { a: '\0\u0001\r\n\t' }],
  ])('%s', async (_name, row, cells) => {
    expect((await store([row])).rows).toEqual([cells])
  })

  it('of objects nested deeper than 31 levels are JSON text', async () => {
    const deep = (levels: number): string => (levels === 0 ? '1' : `{"a":${deep(levels - 1)}}`)
    const { rows } = await store([deep(40)])
    expect(rows).toEqual([{ [Array.from({ length: 32 }, () => 'a').join('.')]: deep(8) }])
  })

  it('beyond the column limit go into one overflow column, nothing lost', async () => {
    const wide = (from: number, count: number): string => `{${Array.from({ length: count }, (_, index) => `"k${from + index}":${from + index}.0`).join(',')}}`
    const { rows } = await store([wide(0, columnLimit + 3)], [wide(columnLimit + 1, 1), '{"k0":"again","more":{"x":[1]}}'])
    expect(Object.keys(rows[0] ?? {})).toHaveLength(columnLimit + 1)
    expect(rows[0]?.['k1999']).toBe('1999.0')
    expect(rows.map((row) => row['…'])).toEqual(['{"k2000":2000.0,"k2001":2001.0,"k2002":2002.0}', '{"k2001":2001.0}', '{"more.x":[1]}'])
  })
})

describe('drift from page to page', () => {
  it.each<[name: string, first: string, second: string, kinds: Record<string, string>, rows: Record<string, string | null>[]]>([
    ['a new key', '{"a":1}', '{"a":2,"b":"x"}', { a: 'number', b: 'text' }, [{ a: '1', b: null }, { a: '2', b: 'x' }]],
    ['a number becomes text', '{"a":1}', '{"a":"x"}', { a: 'mixed' }, [{ a: '1' }, { a: 'x' }]],
    ['a number becomes decimal text', '{"a":1}', '{"a":"18446744073709551615"}', { a: 'number' }, [{ a: '1' }, { a: '18446744073709551615' }]],
    ['a scalar becomes an object', '{"a":1}', '{"a":{"b":2}}', { a: 'number', 'a.b': 'number' }, [{ a: '1', 'a.b': null }, { a: null, 'a.b': '2' }]],
    ['an object becomes a list', '{"a":{"b":2}}', '{"a":[{"b":2}]}', { 'a.b': 'number', a: 'json' }, [{ 'a.b': '2', a: null }, { 'a.b': null, a: '[{"b":2}]' }]],
    ['a list becomes a scalar', '{"a":[]}', '{"a":true}', { a: 'mixed' }, [{ a: '[]' }, { a: 'true' }]],
    ['null becomes a time', '{"a":null}', '{"a":"2024-05-01T10:00Z"}', { a: 'time' }, [{ a: null }, { a: '2024-05-01T10:00Z' }]],
    ['a time becomes text', '{"a":"2024-05-01"}', '{"a":"soon"}', { a: 'text' }, [{ a: '2024-05-01' }, { a: 'soon' }]],
    ['an empty text among numbers', '{"a":5}', '{"a":""}', { a: 'number' }, [{ a: '5' }, { a: '' }]],
    ['digits with a leading zero are text', '{"a":"007"}', '{"a":"42"}', { a: 'text' }, [{ a: '007' }, { a: '42' }]],
    ['39 digits of text are text', `{"a":"${'9'.repeat(39)}"}`, '{"a":"1"}', { a: 'text' }, [{ a: '9'.repeat(39) }, { a: '1' }]],
    ['a key in another case', '{"Id":1}', '{"ID":2}', { Id: 'number', ID: 'number' }, [{ Id: '1', ID: null }, { Id: null, ID: '2' }]],
    ['another order of keys', '{"a":1,"b":2}', '{"b":3,"a":4}', { a: 'number', b: 'number' }, [{ a: '1', b: '2' }, { a: '4', b: '3' }]],
    ['rows become scalars', '{"a":1}', '"x"', { a: 'number', value: 'text' }, [{ a: '1', value: null }, { a: null, value: 'x' }]],
    ['an empty row', '{"a":1}', '{}', { a: 'number' }, [{ a: '1' }, { a: null }]],
    ['an integer becomes a decimal', '{"a":9007199254740993}', '{"a":0.10}', { a: 'number' }, [{ a: '9007199254740993' }, { a: '0.10' }]],
    ['a number becomes one with an exponent', '{"a":1}', '{"a":1e400}', { a: 'number' }, [{ a: '1' }, { a: '1e400' }]],
    ['a boolean becomes its text', '{"a":true}', '{"a":"true"}', { a: 'mixed' }, [{ a: 'true' }, { a: 'true' }]],
    ['an object becomes empty', '{"a":{"b":1}}', '{"a":{}}', { 'a.b': 'number', a: 'json' }, [{ 'a.b': '1', a: null }, { 'a.b': null, a: '{}' }]],
    ['an object becomes null', '{"a":{"b":1}}', '{"a":null}', { 'a.b': 'number', a: 'text' }, [{ 'a.b': '1', a: null }, { 'a.b': null, a: null }]],
    ['a list becomes text that looks like one', '{"a":[1]}', '{"a":"[1]"}', { a: 'mixed' }, [{ a: '[1]' }, { a: '[1]' }]],
    ['an empty key', '{"a":1}', '{"":2}', { a: 'number', "['']": 'number' }, [{ a: '1', "['']": null }, { a: null, "['']": '2' }]],
    ['a key with a dot beside a nested one', '{"a":{"b":1}}', '{"a.b":2}', { 'a.b': 'number', "['a.b']": 'number' }, [{ 'a.b': '1', "['a.b']": null }, { 'a.b': null, "['a.b']": '2' }]],
    ['a key named like a context column', '{"a":1}', '{"_account":"x"}', { a: 'number', "['_account']": 'text' }, [{ a: '1', "['_account']": null }, { a: null, "['_account']": 'x' }]],
    ['a key named __proto__', '{"a":1}', '{"__proto__":{"b":2}}', { a: 'number', '__proto__.b': 'number' }, [{ a: '1', '__proto__.b': null }, { a: null, '__proto__.b': '2' }]],
    ['the same key twice in one row', '{"a":1}', '{"a":2,"a":3}', { a: 'number', 'a (2)': 'number' }, [{ a: '1', 'a (2)': null }, { a: '2', 'a (2)': '3' }]],
    ['quotes, brackets and emoji in a key', '{"a":1}', `{"it's [0] 😀":2}`, { a: 'number', "['it\\'s [0] 😀']": 'number' }, [{ a: '1', "['it\\'s [0] 😀']": null }, { a: null, "['it\\'s [0] 😀']": '2' }]],
    ['scalars become rows', '7', '{"value":8}', { value: 'number' }, [{ value: '7' }, { value: '8' }]],
  ])('%s', async (_name, first, second, kinds, rows) => {
    expect(await store([first], [second])).toEqual({ kinds, rows })
  })
})
