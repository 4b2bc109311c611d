/** The packages that the build puts into the window: npm knows them as tools, and yet they reach the operator. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../root'

/** Development dependencies that the sources of the window or the preload import by name; Electron is no part of a bundle, and brings its own notices. */
export function bundledNames(): string[] {
  const files = ['renderer', 'preload', 'shared'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.(ts|vue|css)$/.test(file))
      .map((file) => readFileSync(join(root, folder, file), 'utf8')),
  )
  const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { devDependencies: Record<string, string> }
  return Object.keys(devDependencies).filter((name) => name !== 'electron' && files.some((text) => new RegExp(`(from|import) ['"]${name}(/[^'"]*)?['"]`).test(text)))
}

interface Packages {
  [path: string]: { dependencies?: Record<string, string> }
}

/** Paths in a lockfile of these packages and of all that they depend on, found as Node finds them: beside the package that asks, else further out. */
export function withDependencies(names: readonly string[], packages: Packages): Set<string> {
  const found = new Set<string>()
  const find = (name: string, from: string): string | undefined => {
    for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
      const path = `${folder === '' ? '' : `${folder}/`}node_modules/${name}`
      if (path in packages) return path
      if (folder === '') return undefined
    }
  }
  const add = (name: string, from: string): void => {
    const path = find(name, from)
    if (path === undefined || found.has(path)) return
    found.add(path)
    for (const needed of Object.keys(packages[path]?.dependencies ?? {})) add(needed, path)
  }
  for (const name of names) add(name, '')
  return found
}
