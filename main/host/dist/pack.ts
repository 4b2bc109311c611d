/** Hands the configuration to electron-builder, and takes back the one thing that it decides against us. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Arch, build, DIR_TARGET, Packager, Platform, type Configuration } from 'app-builder-lib'
import { parse } from 'yaml'
import { root } from '../root'
import { nameOf, type Target } from './targets'

const platforms = { linux: Platform.LINUX, mac: Platform.MAC, win: Platform.WINDOWS }
const architectures = { x64: Arch.x64, arm64: Arch.arm64 }

/** electron-builder.yml as it stands. */
export const readConfiguration = (): Configuration => parse(readFileSync(join(root, 'electron-builder.yml'), 'utf8')) as Configuration

/** The names of the installers that a system gets. */
export const installersOf = (configuration: Configuration, system: Target['system']): string[] => (configuration[system]?.target as { target: string }[]).map(({ target }) => target)

/** Before anything is signed. electron-builder lifts macOS' demand for TLS from every macOS application, for an updater that is not used here, and after what the configuration could say (configureLocalhostAts). The practice cloud on this machine stays free of it. */
function demandTls(contents: string): void {
  const file = join(contents, 'Info.plist')
  writeFileSync(file, readFileSync(file, 'utf8').replace(/(<key>NSAllowsArbitraryLoads<\/key>\s*)<true\/>/g, '$1<false/>'))
}

export interface Packed {
  /** The application as installed: what the installers hold. */
  folder: string
  installers: string[]
}

/** Packages one target, into its folder alone or into its installers too. @throws Error of electron-builder, also where the configuration does not fit its schema. */
export async function pack(configuration: Configuration, target: Target, isFolderOnly: boolean): Promise<Packed> {
  const { system, processor } = target
  // electron-builder merges an object into the file it finds; a file of its own is taken as it is.
  const place = mkdtempSync(join(tmpdir(), 'rolecall-dist-'))
  const config = join(place, 'electron-builder.json')
  writeFileSync(config, JSON.stringify(configuration))
  try {
    let folder = ''
    const afterPack = ({ appOutDir }: { appOutDir: string }): void => {
      folder = appOutDir
      if (system === 'mac') demandTls(join(folder, `${configuration.productName ?? ''}.app`, 'Contents'))
    }
    const options = { projectDir: root, publish: 'never' as const, config, targets: platforms[system].createTarget(isFolderOnly ? DIR_TARGET : installersOf(configuration, system), architectures[processor]) }
    const installers = await build(options, new Packager(options).onAfterPack(afterPack))
    return { folder, installers }
  } catch (error) {
    throw new Error(`${nameOf(target)} could not be packaged: ${(error as Error).message}`, { cause: error })
  } finally {
    rmSync(place, { recursive: true, force: true })
  }
}
