/** Untrusted Markdown read into a few kinds of blocks. It makes no HTML: tags are dropped, and what is not understood stays text. */
import { documentationHosts } from '../../shared/documentation'

export type Inline = { kind: 'text' | 'code'; text: string } | { kind: 'bold'; parts: Inline[] } | { kind: 'link'; url: string; parts: Inline[] } | { kind: 'break' }

export type Block =
  | { kind: 'paragraph' | 'heading' | 'quote'; parts: Inline[] }
  /** `mark` is `•` or the number of an ordered list. */
  | { kind: 'item'; depth: number; mark: string; parts: Inline[] }
  | { kind: 'code'; text: string }
  | { kind: 'table'; rows: Inline[][][] }

/** Longer documentation is cut; the longest published one has about 15,000 characters. */
const longest = 40_000
const deepestItem = 3
/** Tags that documentation really uses; other text in angle brackets, such as `<YYYY-MM-DD>`, is meant to be read. */
const tag = /^<\/?(?:a|b|br|code|div|em|h[1-6]|i|img|important|li|note|notice|ol|p|ph|pre|props|script|span|strong|style|sub|sup|table|tbody|td|term|th|thead|tip|tr|u|ul|warning|xref)(?=[\s=/>])[^<>]{0,400}>/i
const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' }
const special = /[\\`*~[<&]/g

/** The address behind a link: `~~25609~~` and `~~25609#part~~` are pages of the help site; undefined where no page may be opened. */
export function documentationUrl(target: string): string | undefined {
  const page = /^~~(\d{1,12})(#[\w.-]{1,100})?~~$/.exec(target.trim())
  if (page) return `https://help.aliyun.com/document_detail/${page[1] ?? ''}.html${page[2] ?? ''}`
  const address = URL.canParse(target) ? new URL(target) : undefined
  if (!address || !/^https?:$/.test(address.protocol) || !documentationHosts.has(address.host) || address.username !== '') return undefined
  address.protocol = 'https:'
  return address.href
}

interface Found {
  part: Inline | undefined
  length: number
}

/** What begins at a special character; length 0 where nothing does. */
function foundAt(text: string, at: number, depth: number): Found {
  const rest = text.slice(at, at + 2500)
  const nothing: Found = { part: undefined, length: 0 }
  switch (rest.charAt(0)) {
    case '\\':
      return /^\\[!-/:-@[-`{-~]/.test(rest) ? { part: { kind: 'text', text: rest[1] ?? '' }, length: 2 } : nothing
    case '`': {
      const end = rest.indexOf('`', 1)
      return end > 1 ? { part: { kind: 'code', text: rest.slice(1, end) }, length: end + 1 } : nothing
    }
    case '*': {
      const end = rest.startsWith('**') ? rest.indexOf('**', 2) : -1
      return end > 2 && depth < 4 ? { part: { kind: 'bold', parts: readInline(rest.slice(2, end), depth + 1) }, length: end + 2 } : nothing
    }
    case '~': {
      const bare = /^~~\d{1,12}(?:#[\w.-]{1,100})?~~/.exec(rest)?.[0]
      const url = bare === undefined ? undefined : documentationUrl(bare)
      return bare !== undefined && url !== undefined ? { part: { kind: 'link', url, parts: [{ kind: 'text', text: bare.slice(2, -2) }] }, length: bare.length } : nothing
    }
    case '[': {
      const link = /^\[([^[\]]{0,300})\]\(\s*([^()\s]{0,1000})[^()]{0,300}\)/.exec(rest)
      if (!link) return nothing
      const parts = readInline(link[1] ?? '', depth + 1)
      const url = documentationUrl(link[2] ?? '')
      return { part: url === undefined || parts.length === 0 ? (parts.length === 0 ? undefined : { kind: 'text', text: textOfInline(parts) }) : { kind: 'link', url, parts }, length: link[0].length }
    }
    case '<': {
      const found = tag.exec(rest)?.[0]
      return found === undefined ? nothing : { part: /^<br\b/i.test(found) ? { kind: 'break' } : undefined, length: found.length }
    }
    case '&': {
      const entity = /^&(amp|lt|gt|quot|apos|nbsp|#39);/.exec(rest)
      return entity ? { part: { kind: 'text', text: entities[entity[1] ?? ''] ?? "'" }, length: entity[0].length } : nothing
    }
  }
  return nothing
}

function readInline(text: string, depth = 0): Inline[] {
  const parts: Inline[] = []
  const say = (words: string): void => {
    const last = parts.at(-1)
    if (words === '') return
    if (last?.kind === 'text') last.text += words
    else parts.push({ kind: 'text', text: words })
  }
  let at = 0
  while (at < text.length) {
    special.lastIndex = at
    const next = special.exec(text)?.index ?? text.length
    say(text.slice(at, next))
    if (next >= text.length) break
    const { part, length } = foundAt(text, next, depth)
    if (length === 0) say(text[next] ?? '')
    else if (part?.kind === 'text') say(part.text)
    else if (part) parts.push(part)
    at = next + Math.max(length, 1)
  }
  return parts
}

const cells = (line: string): Inline[][] =>
  line
    .trim()
    .replace(/^\||\|$/g, '')
    .split('|')
    .map((cell) => readInline(cell.trim()))

/** The blocks of a text in order; never throws and takes time in proportion to its length. */
export function readMarkdown(markdown: string): Block[] {
  const blocks: Block[] = []
  const lines = markdown.slice(0, longest).split(/\r?\n/)
  let fence: string[] | undefined
  let paragraph: string[] = []
  const close = (): void => {
    const parts = readInline(paragraph.join('\n').trim())
    if (parts.length > 0) blocks.push({ kind: 'paragraph', parts })
    paragraph = []
  }
  for (const line of lines) {
    if (/^\s*```/.test(line)) {
      if (fence) blocks.push({ kind: 'code', text: fence.join('\n') })
      else close()
      fence = fence ? undefined : []
      continue
    }
    if (fence) {
      fence.push(line)
      continue
    }
    const item = /^(\s{0,24})(?:[*+-]|(\d{1,3})[.)])\s+(\S.*)$/.exec(line)
    const heading = /^\s*#{1,6}\s+(.*)$/.exec(line)
    const quote = /^\s*>\s?(.*)$/.exec(line)
    if (item || heading || quote || /^\s*\|/.test(line) || line.trim() === '') close()
    if (item) blocks.push({ kind: 'item', depth: depthOf(item[1] ?? ''), mark: item[2] === undefined ? '•' : `${numberOf(blocks, depthOf(item[1] ?? ''), Number(item[2]))}.`, parts: readInline(item[3] ?? '') })
    else if (heading) pushFilled(blocks, 'heading', heading[1] ?? '')
    else if (quote) pushFilled(blocks, 'quote', quote[1] ?? '')
    else if (/^\s*\|/.test(line)) pushRow(blocks, line)
    else if (line.trim() !== '') paragraph.push(line)
  }
  if (fence) blocks.push({ kind: 'code', text: fence.join('\n') })
  close()
  return blocks
}

const depthOf = (indent: string): number => Math.min(deepestItem, Math.floor(indent.replaceAll('\t', '    ').length / 4))

/** Lists are often written with 1. for every item: the next number counts on from the one before. */
function numberOf(blocks: readonly Block[], depth: number, written: number): number {
  const before = blocks.findLast((block) => block.kind !== 'item' || block.depth <= depth)
  return before?.kind === 'item' && before.depth === depth && /^\d/.test(before.mark) ? Math.max(written, Number.parseInt(before.mark, 10) + 1) : written
}

function pushFilled(blocks: Block[], kind: 'heading' | 'quote', text: string): void {
  const parts = readInline(text.trim())
  if (parts.length > 0) blocks.push({ kind, parts })
}

function pushRow(blocks: Block[], line: string): void {
  if (/^[\s|:-]+$/.test(line)) return
  const last = blocks.at(-1)
  if (last?.kind === 'table') last.rows.push(cells(line))
  else blocks.push({ kind: 'table', rows: [cells(line)] })
}

function textOfInline(parts: readonly Inline[]): string {
  return parts.map((part) => (part.kind === 'break' ? '\n' : 'parts' in part ? textOfInline(part.parts) : part.text)).join('')
}

/** The first words of a documentation, as one line of plain text. */
export function firstWords(markdown: string): string {
  const first = readMarkdown(markdown.slice(0, 600)).find((block) => block.kind === 'paragraph' || block.kind === 'item' || block.kind === 'quote')
  return first && 'parts' in first ? (textOfInline(first.parts).split('\n')[0] ?? '').trim() : ''
}

/** The sentence in which a documentation names what to use instead. */
export function replacementSentence(markdown: string): string | undefined {
  const text = readMarkdown(markdown.slice(0, 4000)).flatMap((block) => ('parts' in block ? [textOfInline(block.parts)] : [])).join('\n')
  return text.split(/(?<=[.。])\s*|\n/).find((sentence) => /instead|replaced by|we recommend|recommended that you use|建议使用|请使用|替代|改用/i.test(sentence))?.trim()
}
