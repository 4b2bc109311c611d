/** Reads the model classes of an SDK package: wire names, types and documentation of every field. It parses sources and runs none. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { readComment, type Comment } from './comments'

export interface ModelField {
  /** Name of the property in the SDK. */
  property: string
  /** Name on the wire. */
  wire: string
  type: ts.TypeNode | undefined
  source: ts.SourceFile
  comment: Comment
}

export type Models = Map<string, ModelField[]>

export const parseSource = (path: string): ts.SourceFile =>
  ts.createSourceFile(path, readFileSync(path, 'utf8'), { languageVersion: ts.ScriptTarget.Latest, jsDocParsingMode: ts.JSDocParsingMode.ParseNone }, false)

/** All model classes by name; classes that only the SDK's own shrinking of parameters needs are left out. */
export function readModels(folder: string): Models {
  const models: Models = new Map()
  for (const file of readdirSync(folder).sort()) {
    if (!file.endsWith('.ts') || /shrinkrequest\.ts$/i.test(file) || file === 'model.ts') continue
    const source = parseSource(join(folder, file))
    for (const statement of source.statements) {
      if (ts.isClassDeclaration(statement) && statement.name) models.set(statement.name.text, readFields(source, statement))
    }
  }
  return models
}

function readFields(source: ts.SourceFile, declaration: ts.ClassDeclaration): ModelField[] {
  const wireNames = readWireNames(declaration)
  return declaration.members.filter(ts.isPropertyDeclaration).flatMap((member) => {
    if (!ts.isIdentifier(member.name) && !ts.isStringLiteral(member.name)) return []
    const property = member.name.text
    return [{ property, wire: wireNames.get(property) ?? property, type: member.type, source, comment: readComment(source, member) }]
  })
}

/** The object that the static method `names` returns: property → wire name. */
function readWireNames(declaration: ts.ClassDeclaration): Map<string, string> {
  const names = new Map<string, string>()
  for (const member of declaration.members) {
    if (!ts.isMethodDeclaration(member) || !ts.isIdentifier(member.name) || member.name.text !== 'names') continue
    const returned = member.body?.statements.find(ts.isReturnStatement)?.expression
    if (!returned || !ts.isObjectLiteralExpression(returned)) continue
    for (const [key, value] of literalEntries(returned)) names.set(key, value)
  }
  return names
}

/** The entries of an object literal whose values are text. */
export function literalEntries(object: ts.ObjectLiteralExpression): [string, string][] {
  return object.properties.flatMap((entry): [string, string][] => {
    if (!ts.isPropertyAssignment(entry) || !(ts.isIdentifier(entry.name) || ts.isStringLiteral(entry.name))) return []
    const { initializer } = entry
    return ts.isStringLiteral(initializer) || ts.isNoSubstitutionTemplateLiteral(initializer) ? [[entry.name.text, initializer.text]] : []
  })
}
