/** What the package says of the work of others: a bill of materials (CycloneDX, by npm itself) and the licence texts of every package that reaches an operator. A licence that is not on the list stops the build. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { bundledNames, withDependencies } from './bundled'
import { root } from '../root'
import { runTool } from '../runTool'

const bomTimeoutMs = 120_000

/** Licences that a package may have, as SPDX names them; all allow to hand it out under its own notice. */
const acceptedLicences: ReadonlySet<string> = new Set(['MIT', 'Apache-2.0', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'MPL-2.0', 'BlueOak-1.0.0'])
/** What some packages write instead of the SPDX name. */
const otherSpellings: Readonly<Record<string, string>> = { 'Apache License 2.0': 'Apache-2.0' }

export interface Dependency {
  /** Folder below node_modules. */
  place: string
  name: string
  version: string
  licence: string
}

interface Lockfile {
  packages: Record<string, { version?: string; license?: string; dev?: boolean; dependencies?: Record<string, string> }>
}

const readLock = (): Lockfile => JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as Lockfile

/** Every package that production needs on any system, from the lockfile. */
export const productionDependencies = (lock = readLock()): Dependency[] => dependenciesOf(lock, (_path, isTool) => !isTool)

/** Those, and what the build puts into the window with all that it depends on. */
export function shippedDependencies(lock = readLock(), bundled: readonly string[] = bundledNames()): Dependency[] {
  const inWindow = withDependencies(bundled, lock.packages)
  return dependenciesOf(lock, (path, isTool) => !isTool || inWindow.has(path))
}

function dependenciesOf(lock: Lockfile, isWanted: (path: string, isTool: boolean) => boolean): Dependency[] {
  return Object.entries(lock.packages).flatMap(([path, { version = '', license = '', dev = false }]) => {
    if (path === '' || !isWanted(path, dev)) return []
    const place = path.replace(/^node_modules\//, '')
    return [{ place, name: place.split('node_modules/').at(-1) ?? place, version, licence: otherSpellings[license] ?? license }]
  })
}

/** Name, version and licence of each that is not accepted. */
export const refusedLicences = (dependencies: readonly Dependency[]): string[] =>
  dependencies.filter(({ licence }) => !acceptedLicences.has(licence)).map(({ name, version, licence }) => `${name} ${version} has the licence ${licence || 'nobody names'}`)

/** The licence files of an installed package, with their text; empty where it has none or is for another system. */
function licenceTexts(place: string): string[] {
  const folder = join(root, 'node_modules', place)
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile() && /^(licen[cs]e|copying|notice)/i.test(entry.name))
      .map((entry) => readFileSync(join(folder, entry.name), 'utf8').trim())
  } catch {
    return []
  }
}

/** The text of the file: one part for each name and version, in the order of the names. @throws Error that lists every licence that is not accepted. */
export function writeNotices(dependencies: readonly Dependency[]): string {
  const refused = refusedLicences(dependencies)
  if (refused.length > 0) throw new Error(`${refused.join('; ')}. Replace what is refused, or add its licence to main/host/dist/notices.ts where its terms allow it.`)
  const parts = new Map<string, string>()
  for (const { place, name, version, licence } of dependencies) {
    const texts = licenceTexts(place)
    const own = texts.length > 0 ? texts.join('\n\n') : `The package holds no licence text; it declares ${licence}.`
    const known = parts.get(`${name} ${version}`)
    if (known === undefined || texts.length > 0) parts.set(`${name} ${version}`, `${name} ${version}\n${licence}\n\n${own}\n`)
  }
  const line = `\n${'-'.repeat(80)}\n\n`
  return ['Rolecall contains the work of others, under these terms.\n', ...[...parts].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, text]) => text)].join(line)
}

interface Bom {
  serialNumber?: string
  metadata: { timestamp?: string; component: { 'bom-ref': string; type: string; name: string } }
  components: { 'bom-ref': string; name: string; version: string }[]
  dependencies: { ref: string; dependsOn: string[] }[]
}

/** The bill of materials of what reaches an operator on any system; without time and serial number, so that the same lockfile gives the same bytes. @throws Error where npm makes none. */
export async function makeBom(dependencies: readonly Dependency[] = shippedDependencies()): Promise<Bom> {
  const run = await runTool('npm', ['sbom', '--sbom-format', 'cyclonedx', '--sbom-type', 'application', '--package-lock-only', '--silent'], { timeoutMs: bomTimeoutMs, cwd: root })
  if (run.code !== 0) throw new Error(`npm made no bill of materials: ${run.output.trim().split('\n')[0] ?? 'it said nothing'}`)
  const bom = JSON.parse(run.output.slice(run.output.indexOf('{'))) as Bom
  delete bom.serialNumber
  delete bom.metadata.timestamp
  // npm's own `--omit dev` also leaves out what a development dependency needs as well, so the lockfile says what stays.
  const shipped = new Set(dependencies.map(({ name, version }) => `${name}@${version}`))
  const components = bom.components.filter(({ name, version }) => shipped.has(`${name}@${version}`))
  const kept = new Set([bom.metadata.component['bom-ref'], ...components.map((component) => component['bom-ref'])])
  return {
    ...bom,
    // npm takes the name of the folder.
    metadata: { ...bom.metadata, component: { ...bom.metadata.component, name: 'rolecall' } },
    components,
    dependencies: bom.dependencies.filter(({ ref }) => kept.has(ref)).map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((other) => kept.has(other)) })),
  }
}

export const noticeFile = 'THIRD-PARTY-NOTICES.txt'
export const bomFile = 'sbom.cdx.json'

/** Writes both into a folder. @throws as its parts do. */
export async function gatherNotices(folder: string): Promise<void> {
  const notices = writeNotices(shippedDependencies())
  const bom = await makeBom()
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, noticeFile), notices)
  writeFileSync(join(folder, bomFile), `${JSON.stringify(bom, undefined, 1)}\n`)
}
