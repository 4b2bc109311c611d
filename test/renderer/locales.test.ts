/** The texts: the same keys and placeholders in both languages, every key used, and no text outside them. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'vue/compiler-sfc'
import { describe, expect, it } from 'vitest'
import { languageFor } from '../../renderer/i18n'
import { en } from '../../renderer/locales/en'
import { zh } from '../../renderer/locales/zh'

const root = join(import.meta.dirname, '../../renderer')
const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(vue|ts)$/.test(name) && !name.startsWith('locales'))
const sources = new Map(files.map((name) => [name, readFileSync(join(root, name), 'utf8')]))

const flat = (messages: Record<string, Record<string, string>>): Map<string, string> =>
  new Map(Object.entries(messages).flatMap(([group, texts]) => Object.entries(texts).map(([key, text]): [string, string] => [`${group}.${key}`, text])))
const english = flat(en)
const chinese = flat(zh)
const placeholders = (text: string): string[] => [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? ''))].sort()

describe('the texts', () => {
  it('have the same keys in both languages', () => {
    expect([...chinese.keys()]).toEqual([...english.keys()])
  })

  it.each([...english.keys()])('use the same placeholders and plural forms in both languages: %s', (key) => {
    const [left = '', right = ''] = [english.get(key), chinese.get(key)]
    expect(right.trim()).not.toBe('')
    expect(placeholders(right)).toEqual(placeholders(left))
    expect(right.split('|')).toHaveLength(left.split('|').length)
  })

  it('are all used', () => {
    const code = [...sources.values()].join('\n')
    const dynamicPrefixes = [...code.matchAll(/`([a-z]+\.[a-z_]*)\$\{/gi)].map((match) => match[1] ?? '')
    const isUsed = (key: string): boolean => code.includes(`'${key}'`) || dynamicPrefixes.some((prefix) => prefix !== '' && key.startsWith(prefix))
    expect([...english.keys()].filter((key) => !isUsed(key))).toEqual([])
  })

  it('follow the system where no language was chosen', () => {
    expect(languageFor('system', ['zh-CN', 'en'])).toBe('zh')
    expect(languageFor('system', ['de-DE'])).toBe('en')
    expect(languageFor('en', ['zh-CN'])).toBe('en')
  })
})

interface TemplateNode {
  type: number
  content?: unknown
  children?: TemplateNode[]
  props?: { type: number; name: string; value?: { content: string } }[]
}
const elementType = 1
const textType = 2
const attributeType = 6
const spoken = new Set(['placeholder', 'title', 'aria-label', 'alt', 'label', 'text', 'hint', 'description'])
/** Names, formats and examples that are the same in every language. */
const technical = new Set(['Rolecall', 'ops', 'LTAI…', '3600', '${operator}', 'ecs.${region}.aliyuncs.com', '*', ' *',
  'acs:ram::1203456789012345:role/ops', 'idaas_…', 'app_…', 'STS.…', 'https://….aliyunidaas.com/api/v2/iauths_system/oauth2/token', '2026-11-27T08:00:00Z', 'aliyun ecs DescribeInstances --RegionId cn-hangzhou',
])

function spokenTexts(node: TemplateNode): string[] {
  const own = node.type === textType && typeof node.content === 'string' ? [node.content] : []
  const attributes = node.type === elementType ? (node.props ?? []).filter((prop) => prop.type === attributeType && spoken.has(prop.name)).map((prop) => prop.value?.content ?? '') : []
  return [...own, ...attributes, ...(node.children ?? []).flatMap(spokenTexts)]
}

describe('templates', () => {
  const components = [...sources].filter(([name]) => name.endsWith('.vue'))

  it.each(components)('%s has no text of its own', (_name, source) => {
    const template = parse(source).descriptor.template?.ast as unknown as TemplateNode | undefined
    const texts = template ? spokenTexts(template) : []
    expect(texts.filter((text) => /\p{L}/u.test(text) && !technical.has(text.trim()))).toEqual([])
  })

  it.each(components)('%s has no style attribute, which the policy of the page would refuse', (_name, source) => {
    expect(/\sstyle="/.test(source.slice(source.indexOf('<template>')))).toBe(false)
  })
})
