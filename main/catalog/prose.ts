/** Reads what documentation says in words: suggested values, limits and defaults. What it finds suggests and warns; it never refuses a value. */

export interface Range {
  minimum?: string
  maximum?: string
}

const digits = String.raw`\**\`?(-?\d[\d,]*)\`?\**`
const between = new RegExp(String.raw`(?:[Vv]alid [Vv]alues?|[Vv]alue range|取值范围?|[Vv]alues?)\s*[:：]\s*${digits}\s*(?:to|through|-|–|~|～|至)\s*${digits}`)
const most = new RegExp(String.raw`(?:[Mm]aximum(?: value)?(?: is)?|[Mm]aximum value of this parameter is|最大值(?:为)?)\s*[:：]?\s*${digits}(?![\d.]*\s*(?:char|byte|KB|MB|GB))`)
const least = new RegExp(String.raw`(?:[Mm]inimum(?: value)?(?: is)?|最小值(?:为)?)\s*[:：]?\s*${digits}(?![\d.]*\s*(?:char|byte|KB|MB|GB))`)

/** `Valid values: 1 to 100`, `Maximum value: 1,000`: whole numbers as text without separators. */
export function readRange(doc: string): Range {
  const [, low, high] = between.exec(doc) ?? []
  const maximum = high ?? most.exec(doc)?.[1]
  const minimum = low ?? least.exec(doc)?.[1]
  const plain = (text: string): string => text.replaceAll(',', '').replace(/^(-?)0+(?=\d)/, '$1')
  return { ...(minimum === undefined ? {} : { minimum: plain(minimum) }), ...(maximum === undefined ? {} : { maximum: plain(maximum) }) }
}

const defaultValue = /(?:Default(?: value)?|默认值?)\s*(?:[:：]|为|is)\s*(?:\*\*|`|")*([A-Za-z0-9_./+-]*[A-Za-z0-9])(?:\*\*|`|")*\s*(?:[.。,，;；(（]|\n|$)/
const noDefault = /^(?:none|null|n\/a|empty|unlimited|no)$/i

/** `Default value: 10.`; undefined where the words name no single value. */
export function readDefault(doc: string): string | undefined {
  const found = defaultValue.exec(doc)?.[1]
  return found === undefined || noDefault.test(found) ? undefined : found
}

export interface ProseValue {
  value: string
  label?: string
}

const heading = /(?:valid values?|values?|取值|可选值|有效值)(?:范围)?\s*[:：]\s*(.*)$/i
const bullet = /^\s*(?:[*+-]|\d+\.)\s+(.*)$/
/** A token, perhaps bold or code, perhaps followed by a note in brackets, a separator and a label. */
const bulletValue = /^(?:\*\*|`|")*([A-Za-z0-9][\w./+@-]{0,63})(?:\*\*|`|")*\s*(?:[(（][^)）]*[)）]\s*)?(?:[:：]\s*(.*)|[.。;；]?)$/
const inlineToken = String.raw`(?:\*\*|\`|")*([A-Za-z0-9_][\w.+-]*)(?:\*\*|\`|")*`
const inlineList = new RegExp(String.raw`^${inlineToken}(?:\s*(?:,|，|、|and|or|/|\||和|或)+\s*${inlineToken})+\s*[.。]?$`)

/** The bullets (or the short list) after "Valid values:"; empty where there are fewer than two or a bullet is a sentence. */
export function readValues(doc: string): ProseValue[] {
  const lines = doc.split('\n')
  for (const [index, line] of lines.entries()) {
    const [, rest] = heading.exec(line) ?? []
    if (rest === undefined) continue
    const inline = readInline(rest)
    if (inline.length > 1) return inline
    if (rest.trim() !== '') continue
    const values = readBullets(lines.slice(index + 1))
    if (values.length > 1) return values
  }
  return []
}

function readBullets(lines: string[]): ProseValue[] {
  const values: ProseValue[] = []
  for (const line of lines) {
    if (line.trim() === '') continue
    const [, text] = bullet.exec(line) ?? []
    if (text === undefined) break
    const [, value, label] = bulletValue.exec(text.trim()) ?? []
    if (value === undefined) return []
    const meaning = label?.trim().replace(/[.。;；]$/, '')
    if (!values.some((one) => one.value === value)) values.push({ value, ...(meaning === undefined || meaning === '' ? {} : { label: meaning }) })
  }
  return values
}

function readInline(text: string): ProseValue[] {
  const sentence = text.trim().replace(/(?:Default(?: value)?|默认值?).*$/, '').trim()
  if (!inlineList.test(sentence)) return []
  const values = sentence.match(/[A-Za-z0-9_][\w.+-]*/g) ?? []
  return values.map((value) => value.replace(/\.$/, '')).filter((value) => value !== 'and' && value !== 'or').map((value) => ({ value }))
}
