/** What the pages say is so: the reference is that of the code, and every command of the guide runs as it stands there. */
import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { callReference } from '../main/host/docs/callReference'
import { openBench, type Bench } from './main/cli/rolecall'

const root = resolve(import.meta.dirname, '..')
const page = (path: string): string => readFileSync(join(root, path), 'utf8')

describe('the reference of call files', () => {
  it('is what the schema says; npm run docs makes it anew', () => expect(page('docs/call-file.md')).toBe(callReference()))

  it('says of every key what it means', () => expect(callReference()).not.toMatch(/^\| `[^`]+` \| {2}\|/m))
})

interface Block {
  language: string
  /** After the language: a file name of YAML, or how the commands end. */
  word: string
  text: string
}

const blocks = [...page('docs/guide.md').matchAll(/^```(\w+) ?(\S*)\n([\s\S]*?)^```/gm)].map(([, language = '', word = '', text = '']): Block => ({ language, word, text }))
const statuses: Record<string, number[]> = { '': [0], incomplete: [3], any: [0, 3] }

describe('the guide', () => {
  let bench: Bench
  let callId = 'CALL'
  beforeAll(async () => {
    // The practice cloud of the page is the one that the test holds.
    bench = await openBench({ scale: 4 })
  }, 60_000)
  afterAll(() => bench.close())

  it.each(blocks.filter(({ word }) => word !== 'practice'))('holds: $word $text', async ({ language, word, text }) => {
    if (language === 'yaml') return writeFile(bench.path(word), text)
    for (const line of text.trim().split('\n')) {
      const { status, stdout, stderr } = await bench.shell(line.replace('CALL', callId).replace(/\b\w+\.(yaml|csv|xlsx)\b/g, (name) => `'${bench.path(name)}'`))
      expect(statuses[word], `${line}\n${stderr}`).toContain(status)
      callId = /\d{8}T\d{6}-[a-z0-9]{4,8}/.exec(`${stdout}${stderr}`)?.[0] ?? callId
    }
  }, 120_000)
})
