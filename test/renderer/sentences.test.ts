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

/** What is read in a terminal alone, and stays English. */
const terminal = ['main/catalog/generate/', 'main/cli/', 'main/cliProcess.ts', 'main/host/']

/** Errors whose message or next move is a text of ours, by file and line. */
function textsIn(folder: string): string[] {
  const found: string[] = []
  const files = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`)
  for (const file of files.filter((one) => one.endsWith('.ts') && !terminal.some((place) => one.startsWith(place)))) {
    const source = ts.createSourceFile(file, readFileSync(join(root, file), 'utf8'), ts.ScriptTarget.Latest, true)
    /** What an expression may become, through `? :`, `??` and brackets. */
    const results = (node: ts.Expression): ts.Expression[] =>
      ts.isConditionalExpression(node) ? [...results(node.whenTrue), ...results(node.whenFalse)] : ts.isBinaryExpression(node) ? [...results(node.left), ...results(node.right)] : ts.isParenthesizedExpression(node) ? results(node.expression) : [node]
    const visit = (node: ts.Node): void => {
      if (ts.isNewExpression(node) && node.expression.getText() === 'AppError') {
        const [, message, parts] = node.arguments ?? []
        const next = parts !== undefined && ts.isObjectLiteralExpression(parts) ? parts.properties.flatMap((part) => (ts.isPropertyAssignment(part) && part.name.getText() === 'next' ? [part.initializer] : [])) : []
        const texts = [...(message === undefined ? [] : [message]), ...next].flatMap(results).filter((one) => ts.isStringLiteralLike(one) || ts.isTemplateExpression(one))
        found.push(...texts.map((one) => `${file}:${source.getLineAndCharacterOfPosition(one.getStart()).line + 1} ${one.getText()}`))
      }
      ts.forEachChild(node, visit)
    }
    visit(source)
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

  it.each(['main', 'shared'])('are all that an error of %s tells, but where a terminal alone reads it', (folder) => {
    expect(textsIn(folder)).toEqual([])
  })

  it('keep every value', () => {
    for (const [id, words] of Object.entries(sentences)) expect(`${id}: ${slots(words).join()}`).toBe(`${id}: ${slots(id).join()}`)
  })
})
