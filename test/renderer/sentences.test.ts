/** Every sentence that main says as one has its words in 简体中文, and none is translated that nobody says. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { sentences } from '../../renderer/locales/sentences'

const root = join(import.meta.dirname, '../..')

/** Patterns of all tagged templates `say` and texts marked `phrase` below these folders. */
function patternsIn(folders: readonly string[]): Set<string> {
  const found = new Set<string>()
  const files = folders.flatMap((folder) => readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts')).map((name) => join(root, folder, name)))
  for (const file of files) {
    const visit = (node: ts.Node): void => {
      if (ts.isTaggedTemplateExpression(node) && node.tag.getText() === 'say') {
        const { template } = node
        found.add(ts.isNoSubstitutionTemplateLiteral(template) ? template.text : template.head.text + template.templateSpans.map(({ literal }, index) => `{${index}}${literal.text}`).join(''))
      }
      const [first] = ts.isCallExpression(node) && node.expression.getText() === 'phrase' ? node.arguments : []
      if (first && ts.isStringLiteral(first)) found.add(first.text)
      ts.forEachChild(node, visit)
    }
    visit(ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true))
  }
  return found
}

const slots = (text: string): string[] => (text.match(/\{\d+\}/g) ?? []).sort()

describe('the sentences of main', () => {
  const said = patternsIn(['main', 'shared'])

  it('all have their Chinese words', () => {
    expect([...said].filter((id) => !Object.hasOwn(sentences, id))).toEqual([])
  })

  it('have no words that nobody says', () => {
    expect(Object.keys(sentences).filter((id) => !said.has(id))).toEqual([])
  })

  it('keep every value', () => {
    for (const [id, words] of Object.entries(sentences)) expect(`${id}: ${slots(words).join()}`).toBe(`${id}: ${slots(id).join()}`)
  })
})
