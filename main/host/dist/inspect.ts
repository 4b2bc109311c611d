/** Looks into a packaged application and says what is wrong with it: files that lack or should not be there, native code of another system, fuses, integrity, icons, what the system is told of it. It changes nothing. */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join, sep } from 'node:path'
import { extractFile, getRawHeader } from '@electron/asar'
import { FuseState } from '@electron/fuses/dist/constants'
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import { NtExecutable, NtExecutableResource } from 'resedit'
import { root } from '../root'
import { binaryTargets } from './binary'
import { linuxWidths } from './icons'
import { duckdbPackage } from './natives'
import { bomFile, noticeFile, productionDependencies } from './notices'
import { nameOf, nodeNameOf, type Target } from './targets'

/** What Electron may do in the package; whatever electron-builder.yml says, this is what must come out. */
const wantedFuses: Readonly<Record<keyof typeof FuseV1Options, boolean>> = {
  RunAsNode: false,
  EnableCookieEncryption: true,
  EnableNodeOptionsEnvironmentVariable: false,
  EnableNodeCliInspectArguments: false,
  EnableEmbeddedAsarIntegrityValidation: true,
  OnlyLoadAppFromAsar: true,
  LoadBrowserProcessSpecificV8Snapshot: false,
  GrantFileProtocolExtraPrivileges: false,
}

/** Folders of the checkout whose every file is part of the application. */
const ownFolders = ['out/main', 'out/preload', 'out/renderer', 'resources/catalogue']
/** Production names them for their types alone, or for a compiler. */
const isForCompiler = (name: string): boolean => name.startsWith('@types/') || ['typescript', 'undici-types', 'node-addon-api'].includes(name)
const unwanted = /\.(map|ts|mts|cts|tsx|vue|md|markdown|gyp|flow|coffee)$|(^|\/)(tests?|__tests__|examples?|benchmarks?)\/|(^|\/)\.[^/]+$/

export interface Inspection {
  problems: string[]
  /** Bytes of what Rolecall adds to Electron. */
  bytes: number
  files: number
}

interface PackedFile {
  path: string
  size: number
  isUnpacked: boolean
}

interface HeaderEntry {
  files?: Record<string, HeaderEntry>
  size?: number
  unpacked?: boolean
}

/** Every file of an archive, with `/` between the names on every system. */
function filesOf(archive: string): PackedFile[] {
  const walk = (entry: HeaderEntry, path: string): PackedFile[] =>
    entry.files === undefined ? [{ path, size: entry.size ?? 0, isUnpacked: entry.unpacked === true }] : Object.entries(entry.files).flatMap(([name, child]) => walk(child, path === '' ? name : `${path}/${name}`))
  return walk(getRawHeader(archive).header, '')
}

const listFiles = (folder: string): string[] =>
  existsSync(folder) ? readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)) : []
const isPackage = /(^|\/)node_modules\/(@[^/]+\/)?[^/]+\/package\.json$/
/** Folder of the package that a file belongs to. */
const folderOf = (path: string): string | undefined => /^((?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1]
const slashed = (path: string): string => path.replaceAll('\\', '/')

/** Where a system keeps the resources and the program of an application; its launcher, and what that starts, from beside the resources. */
const places = {
  linux: { resources: 'resources', program: 'rolecall', launcher: 'rolecall', launched: 'rolecall' },
  win: { resources: 'resources', program: 'Rolecall.exe', launcher: 'rolecall.cmd', launched: 'Rolecall.exe' },
  mac: { resources: 'Rolecall.app/Contents/Resources', program: 'Rolecall.app', launcher: 'rolecall', launched: 'MacOS/Rolecall' },
} as const

/** `name version` of each package in an archive, by its folder. Where a package lies is electron-builder's choice: it may lie higher than npm put it. */
function packagesOf(archive: string, files: readonly PackedFile[]): Map<string, string> {
  const read = (path: string): string => {
    const { name = '', version = '' } = JSON.parse(extractFile(archive, path.replaceAll('/', sep)).toString('utf8')) as { name?: string; version?: string }
    return `${name} ${version}`
  }
  return new Map(files.flatMap(({ path, isUnpacked }) => (isPackage.test(path) && !isUnpacked ? [[path.slice(0, -'/package.json'.length), read(path)] as const] : [])))
}

function fileProblems(archive: string, files: readonly PackedFile[]): string[] {
  const there = new Set(files.map(({ path }) => path))
  const own = new Set(ownFolders.flatMap((folder) => listFiles(join(root, folder)).map((file) => slashed(file.slice(root.length + 1)))).filter((path) => !path.endsWith('.map')))
  const packages = packagesOf(archive, files)
  const packed = new Set(packages.values())
  const production = productionDependencies().filter(({ name }) => !isForCompiler(name))
  const known = new Set(production.map(({ name, version }) => `${name} ${version}`))
  const needed = new Set(['package.json', 'out/main/index.js', 'out/main/cli.js', 'out/main/resultProcess.js', 'out/main/practiceProcess.js', 'out/preload/index.cjs', 'out/renderer/index.html', ...own])
  const mayBe = (path: string): boolean => {
    if (!path.startsWith('node_modules/')) return own.has(path) || path === 'package.json'
    const folder = folderOf(path)
    return folder !== undefined && known.has(packages.get(folder) ?? '')
  }
  return [
    ...[...needed].filter((path) => !there.has(path)).map((path) => `${path} is needed and is not in the package`),
    ...production.filter(({ name, version }) => !name.startsWith('@duckdb/node-bindings-') && !packed.has(`${name} ${version}`)).map(({ name, version }) => `${name} ${version} is needed and is not in the package`),
    ...files.filter(({ path }) => unwanted.test(path) || !mayBe(path)).map(({ path }) => `${path} should not be in the package`),
  ]
}

/** `isWhole` false: DuckDB's code for the target is not on this machine, so it is not asked for. */
function nativeProblems(files: readonly PackedFile[], unpacked: string, target: Target, isWhole: boolean): string[] {
  const problems: string[] = []
  const wanted = [`node_modules/@github/keytar/prebuilds/${nodeNameOf(target)}/keytar.node`, ...(isWhole ? [`node_modules/${duckdbPackage(target)}/duckdb.node`] : [])]
  for (const path of wanted) if (!files.some((file) => file.path === path)) problems.push(`${path} is needed and is not in the package`)
  for (const { path, isUnpacked } of files.filter((file) => /\.(node|so|dylib|dll)$/.test(file.path))) {
    if (!isUnpacked || !existsSync(join(unpacked, path))) problems.push(`${path} lies inside the archive, where no system can load it`)
    else if (!binaryTargets(readFileSync(join(unpacked, path))).includes(nameOf(target))) problems.push(`${path} is not for ${nameOf(target)}`)
  }
  return problems
}

async function fuseProblems(program: string): Promise<string[]> {
  const found = await getCurrentFuseWire(program)
  return (Object.keys(wantedFuses) as (keyof typeof wantedFuses)[]).flatMap((name) => {
    const state = found[FuseV1Options[name]] as unknown as FuseState
    return state === (wantedFuses[name] ? FuseState.ENABLE : FuseState.DISABLE) ? [] : [`the fuse ${name} is not ${wantedFuses[name] ? 'on' : 'off'}`]
  })
}

const isPng = (file: string, width: number): boolean => {
  if (!existsSync(file)) return false
  const head = readFileSync(file).subarray(0, 24)
  return head.length === 24 && head.toString('latin1', 1, 4) === 'PNG' && head.readUInt32BE(16) === width && head.readUInt32BE(20) === width
}

/** What the system is told: the digest of the archive, icons, the scheme and the file type. Linux is told by the installers, which take the folder of icons. */
function systemProblems(folder: string, archive: string, icons: string, { system }: Target): string[] {
  const digest = createHash('sha256').update(getRawHeader(archive).headerString).digest('hex')
  if (system === 'linux') return linuxWidths.filter((width) => !isPng(join(icons, 'icons', `${width}x${width}.png`), width)).map((width) => `the icon of ${width} pixels is missing or broken`)
  if (system === 'mac') {
    const contents = join(folder, 'Rolecall.app', 'Contents')
    const told = readFileSync(join(contents, 'Info.plist'), 'utf8')
    return [
      ...(told.includes(digest) ? [] : ['Info.plist does not hold the digest of app.asar']),
      ...['icon.icns', 'call.icns'].filter((name) => !existsSync(join(contents, 'Resources', name))).map((name) => `the icon ${name} is missing`),
      ...(/<key>NSAllowsArbitraryLoads<\/key>\s*<true\/>/.test(told) ? ['Info.plist lifts the demand for TLS (NSAllowsArbitraryLoads)'] : []),
      ...(/<key>CFBundleURLSchemes<\/key>\s*<array>\s*<string>rolecall<\/string>/.test(told) ? [] : ['Info.plist does not name the scheme rolecall']),
      ...(/<key>CFBundleTypeExtensions<\/key>\s*<array>\s*<string>rolecall<\/string>/.test(told) ? [] : ['Info.plist does not name the file type rolecall']),
    ]
  }
  const { entries } = NtExecutableResource.from(NtExecutable.from(readFileSync(join(folder, places.win.program)), { ignoreCert: true }))
  const groupIcon = 14
  return [
    ...(entries.some(({ type, bin }) => type === 'INTEGRITY' && Buffer.from(bin).includes(digest)) ? [] : ['Rolecall.exe does not hold the digest of app.asar']),
    ...(entries.some(({ type }) => type === groupIcon) ? [] : ['Rolecall.exe has no icon']),
  ]
}

/** The launcher of the command line lies in the resources, may be run, and leads to a program that is there. */
function launcherProblems(folder: string, { system }: Target): string[] {
  const { resources, launcher, launched } = places[system]
  const file = join(folder, resources, 'bin', launcher)
  const stat = statSync(file, { throwIfNoEntry: false })
  if (stat === undefined) return [`bin/${launcher} is needed and is not among the resources`]
  const told = readFileSync(file, 'utf8')
  return [
    // Windows keeps no such mark, neither for what it runs nor for what it packages.
    ...(system !== 'win' && process.platform !== 'win32' && (stat.mode & 0o111) !== 0o111 ? [`bin/${launcher} may not be run`] : []),
    ...(told.includes('--cli -- ') ? [] : [`bin/${launcher} does not ask for the command line`]),
    ...(told.includes(`${system === 'win' ? '%~dp0..\\..\\' : '$contents/'}${launched}`) && existsSync(join(folder, resources, '..', launched)) ? [] : [`bin/${launcher} does not lead to the program`]),
  ]
}

export interface InspectOptions {
  target: Target
  /** DuckDB's code for the target was there when it was packaged. */
  isWhole: boolean
  /** electron-builder's buildResources. */
  icons: string
}

/** `folder`: as electron-builder leaves the application before it makes installers of it. */
export async function inspect(folder: string, { target, isWhole, icons }: InspectOptions): Promise<Inspection> {
  const { resources, program } = places[target.system]
  const archive = join(folder, resources, 'app.asar')
  if (!existsSync(archive)) return { problems: ['there is no app.asar'], bytes: 0, files: 0 }
  const unpacked = `${archive}.unpacked`
  const files = filesOf(archive)
  const notices = join(folder, resources, 'notices')
  const beside = [...listFiles(unpacked), ...listFiles(notices)]
  const problems = [
    ...fileProblems(archive, files),
    ...nativeProblems(files, unpacked, target, isWhole),
    ...(await fuseProblems(join(folder, program))),
    ...systemProblems(folder, archive, icons, target),
    ...launcherProblems(folder, target),
    ...[noticeFile, bomFile, 'LICENSE.txt'].filter((name) => !existsSync(join(notices, name))).map((name) => `notices/${name} is missing`),
  ]
  return { problems, bytes: [archive, ...beside].reduce((sum, file) => sum + statSync(file).size, 0), files: files.length }
}
