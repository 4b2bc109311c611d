/** A stand-in for Electron's distribution, with the names, the resources and the wire of fuses that electron-builder works on, and no program. It proves the packaging where the real one cannot be had; nothing of it is ever handed out. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { SENTINEL } from '@electron/fuses/dist/constants'
import { NtExecutable, NtExecutableResource, Resource } from 'resedit'
import type { System } from './targets'

/** Version 1 of the wire with eight fuses, all as Electron ships them on; see @electron/fuses. */
const wire = Buffer.concat([Buffer.from(SENTINEL, 'latin1'), Buffer.from([1, 8]), Buffer.from('1'.repeat(8), 'latin1')])

const plist = (keys: Record<string, string>): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<plist version="1.0"><dict>${Object.entries(keys).map(([key, value]) => `<key>${key}</key><string>${value}</string>`).join('')}</dict></plist>\n`

function put(path: string, content: string | Buffer): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content, { mode: 0o755 })
}

/** A Windows program without code that carries a version and the wire. */
function windowsProgram(): Buffer {
  const program = NtExecutable.createEmpty(false, false)
  const resources = NtExecutableResource.from(program)
  const version = Resource.VersionInfo.createEmpty()
  version.setStringValues({ lang: 1033, codepage: 1200 }, { ProductName: 'Electron' })
  version.outputToResourceEntries(resources.entries)
  resources.entries.push({ type: 'FUSES', id: 'WIRE', lang: 1033, codepage: 1200, bin: new Uint8Array(wire).buffer })
  resources.outputResource(program)
  return Buffer.from(program.generate())
}

/** Makes the distribution of one system in a folder, for electron-builder's `electronDist`. */
export function makeStandIn(folder: string, system: System): void {
  put(join(folder, 'LICENSE'), 'stand-in')
  if (system === 'mac') {
    const contents = join(folder, 'Electron.app', 'Contents')
    put(join(contents, 'Info.plist'), plist({ CFBundleExecutable: 'Electron', CFBundleName: 'Electron' }))
    put(join(contents, 'MacOS', 'Electron'), 'stand-in')
    put(join(contents, 'Resources', 'en.lproj', 'locale.pak'), '')
    put(join(contents, 'Resources', 'zh_CN.lproj', 'locale.pak'), '')
    const framework = join(contents, 'Frameworks', 'Electron Framework.framework')
    put(join(framework, 'Electron Framework'), wire)
    for (const language of ['en', 'zh_CN', 'fr']) put(join(framework, 'Versions', 'A', 'Resources', `${language}.lproj`, 'locale.pak'), '')
    for (const kind of ['', ' (GPU)', ' (Plugin)', ' (Renderer)']) {
      const helper = join(contents, 'Frameworks', `Electron Helper${kind}.app`, 'Contents')
      put(join(helper, 'Info.plist'), plist({ CFBundleExecutable: `Electron Helper${kind}` }))
      put(join(helper, 'MacOS', `Electron Helper${kind}`), 'stand-in')
    }
    return
  }
  for (const language of ['en-US', 'zh-CN', 'fr']) put(join(folder, 'locales', `${language}.pak`), '')
  mkdirSync(join(folder, 'resources'), { recursive: true })
  if (system === 'win') put(join(folder, 'electron.exe'), windowsProgram())
  else put(join(folder, 'electron'), wire)
}
