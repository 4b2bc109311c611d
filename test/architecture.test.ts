/** Proves the arrows of the house: who may import whom, and that each outside thing has one door. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '..')
const tops = ['shared', 'preload', 'main', 'renderer']

interface Import {
  from: string
  /** Path from the root for our own files, else the package's name. */
  to: string
  isOurs: boolean
  isTypeOnly: boolean
}

const sources = tops.flatMap((top) =>
  readdirSync(join(root, top), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(ts|vue)$/.test(file) && !file.endsWith('.d.ts'))
    .map((file) => join(top, file)),
)

const imports = sources.flatMap(importsOf)

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), 'utf8')
  const code = file.endsWith('.vue') ? (/<script[^>]*>([\s\S]*?)<\/script>/.exec(text)?.[1] ?? '') : text
  const found: Import[] = []
  const add = (specifier: string, isTypeOnly: boolean): void => {
    const isOurs = specifier.startsWith('.')
    found.push({ from: file, to: isOurs ? relative(root, resolve(root, dirname(file), specifier)) : specifier, isOurs, isTypeOnly })
  }
  const visit = (node: ts.Node): void => {
    if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier && ts.isStringLiteral(node.moduleSpecifier)) {
      const isTypeOnly = ts.isImportDeclaration(node) ? node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword : node.isTypeOnly
      add(node.moduleSpecifier.text, isTypeOnly)
    }
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword && node.arguments[0] && ts.isStringLiteral(node.arguments[0])) {
      add(node.arguments[0].text, false)
    }
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile(file, code, ts.ScriptTarget.Latest))
  return found
}

/** Imports that break a rule, as readable lines. */
const broken = (rule: (one: Import) => boolean): string[] => imports.filter(rule).map((one) => `${one.from} → ${one.to}`)
const top = (path: string): string => path.split('/')[0] ?? ''
const module = (path: string): string => path.split('/').slice(0, 2).join('/')

describe('the arrows of the house', () => {
  it('finds sources in every top folder', () => {
    expect(tops.filter((name) => !sources.some((file) => top(file) === name))).toEqual([])
  })

  it('lets shared import nothing but shared and valibot', () => {
    expect(broken(({ from, to, isOurs }) => top(from) === 'shared' && (isOurs ? top(to) !== 'shared' : to !== 'valibot'))).toEqual([])
  })

  it('lets renderer, preload and main meet only in shared', () => {
    expect(broken(({ from, to, isOurs }) => isOurs && top(from) !== top(to) && top(to) !== 'shared' && to !== 'package.json')).toEqual([])
  })

  it('keeps Node and Electron out of the renderer', () => {
    expect(broken(({ from, to, isOurs }) => top(from) === 'renderer' && !isOurs && (to === 'electron' || to.startsWith('node:')))).toEqual([])
  })

  const mayImport: Record<string, string[]> = {
    'main/wire': [],
    'main/practice': [],
    'main/catalog': ['main/wire'],
    'main/credentials': ['main/wire'],
    'main/result': [],
    'main/audit': [],
    'main/permission': ['main/catalog', 'main/credentials', 'main/wire'],
    'main/saved': ['main/call'],
    'main/call': ['main/catalog', 'main/credentials', 'main/permission', 'main/result', 'main/wire'],
  }
  for (const [name, allowed] of Object.entries(mayImport)) {
    it(`lets ${name} import only ${allowed.join(', ') || 'itself'} of the other modules, except for types`, () => {
      expect(
        broken(({ from, to, isOurs, isTypeOnly }) => isOurs && !isTypeOnly && module(from) === name && module(to) in mayImport && module(to) !== name && !allowed.includes(module(to))),
      ).toEqual([])
    })
  }

  it('lets no module of main import the bridge', () => {
    expect(broken(({ from, to, isOurs }) => isOurs && module(from) in mayImport && module(to) === 'main/bridge')).toEqual([])
  })

  it('lets only stores ask the bridge, and no store import another', () => {
    expect(broken(({ from, to }) => to === 'renderer/bridge' && !from.startsWith('renderer/stores/'))).toEqual([])
    expect(broken(({ from, to, isTypeOnly }) => from.startsWith('renderer/stores/') && to.startsWith('renderer/stores/') && !isTypeOnly)).toEqual([])
  })

  it('keeps the kit free of stores, panels and views', () => {
    expect(broken(({ from, to, isOurs }) => from.startsWith('renderer/kit/') && isOurs && /^renderer\/(stores|views|call|result|credentials)\//.test(to))).toEqual([])
  })
})

describe('one door per outside thing', () => {
  const doors: Record<string, string[]> = {
    '@github/keytar': ['main/credentials/keychain.ts'],
    '@duckdb/node-api': ['main/result/duckdb.ts'],
    '@alicloud/openapi-client': ['main/wire/send.ts'],
    '@alicloud/sts20150401': ['main/wire/sts.ts'],
    chokidar: ['main/saved/watch.ts'],
  }
  for (const [name, files] of Object.entries(doors)) {
    it(`opens ${name} in ${files.join(', ')} alone`, () => {
      const users = new Set(imports.filter(({ to, isTypeOnly }) => to === name && !isTypeOnly).map(({ from }) => from))
      expect([...users].sort()).toEqual(files)
    })
  }

  it('names ipcMain, ipcRenderer and the window of Electron in one file each', () => {
    const naming = (word: RegExp): string[] => sources.filter((file) => !file.startsWith('main/host/') && word.test(readFileSync(join(root, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '')))
    expect(naming(/\bipcMain\b/)).toEqual(['main/bridge/serve.ts'])
    expect(naming(/\bipcRenderer\b/)).toEqual(['preload/index.ts'])
    expect(naming(/\bnew BrowserWindow\b/)).toEqual(['main/window.ts'])
    expect(naming(/\bwindow\.bridge\b/)).toEqual(['renderer/bridge.ts'])
  })
})
