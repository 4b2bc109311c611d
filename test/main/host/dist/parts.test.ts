import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { binaryTargets } from '../../../../main/host/dist/binary'
import { drawIcons, linuxWidths } from '../../../../main/host/dist/icons'
import { nativeFaults } from '../../../../main/host/dist/natives'
import { makeBom, productionDependencies, refusedLicences, shippedDependencies, writeNotices } from '../../../../main/host/dist/notices'
import { allTargets, nameOf, nodeNameOf } from '../../../../main/host/dist/targets'
import { root } from '../../../../main/host/root'

const parent = mkdtempSync(join(tmpdir(), 'rolecall-dist-parts-'))
afterAll(() => rmSync(parent, { recursive: true, force: true }))
const folder = (): string => mkdtempSync(join(parent, 'folder-'))

describe('the icons', () => {
  it('are the same bytes each time they are drawn, in every width a system asks for', async () => {
    const [one, other] = [folder(), folder()]
    await drawIcons(one)
    await drawIcons(other)
    const names = readdirSync(one, { recursive: true, encoding: 'utf8' }).filter((name) => name.includes('.'))
    expect(names.map((name) => readFileSync(join(other, name)).equals(readFileSync(join(one, name))))).toEqual(names.map(() => true))
    expect(names.filter((name) => name.startsWith('icons')).length).toBe(linuxWidths.length)
    for (const width of linuxWidths) expect(readFileSync(join(one, 'icons', `${width}x${width}.png`)).readUInt32BE(16)).toBe(width)
    const ico = readFileSync(join(one, 'icon.ico'))
    const last = 6 + 16 * (ico.readUInt16LE(4) - 1)
    expect([ico.readUInt16LE(2), ico.readUInt8(last), ico.readUInt32LE(last + 8) + ico.readUInt32LE(last + 12)]).toEqual([1, 0, ico.length])
    const icns = readFileSync(join(one, 'icon.icns'))
    expect([icns.toString('latin1', 0, 4), icns.readUInt32BE(4)]).toEqual(['icns', icns.length])
    const kinds: string[] = []
    for (let at = 8; at < icns.length; at += icns.readUInt32BE(at + 4)) kinds.push(`${icns.toString('latin1', at, at + 4)} ${icns.readUInt32BE(at + 8 + 16)}`)
    expect(kinds).toEqual(expect.arrayContaining(['icp4 16', 'ic07 128', 'ic10 1024']))
  })

  it('are not drawn from what is no drawing', async () => {
    const drawings = folder()
    await expect(drawIcons(folder(), drawings)).rejects.toThrow(/rolecall\.svg/)
    writeFileSync(join(drawings, 'rolecall.svg'), 'no drawing')
    await expect(drawIcons(folder(), drawings)).rejects.toThrow()
  })
})

describe('native code', () => {
  it.each(allTargets.map((target) => [nameOf(target), target] as const))('for %s stands in the lockfile with a digest, and keytar brings its own', (name, target) => {
    expect(nativeFaults(target)).toEqual([])
    expect(binaryTargets(readFileSync(join(root, 'node_modules/@github/keytar/prebuilds', nodeNameOf(target), 'keytar.node')))).toEqual([name])
  })

  it('that the lockfile does not name is said', () => {
    const elsewhere = folder()
    writeFileSync(join(elsewhere, 'package-lock.json'), '{"packages":{}}')
    expect(nativeFaults({ system: 'mac', processor: 'arm64' }, elsewhere)).toEqual(['package-lock.json names no @duckdb/node-bindings-darwin-arm64 with a digest', '@github/keytar has no prebuilt binary for darwin-arm64'])
  })

  it('is told from anything else', () => {
    const fat = Buffer.alloc(64)
    fat.writeUInt32BE(0xcafebabe)
    fat.writeUInt32BE(2, 4)
    fat.writeUInt32BE(0x01000007, 8)
    fat.writeUInt32BE(0x0100000c, 28)
    expect(binaryTargets(fat)).toEqual(['mac-x64', 'mac-arm64'])
    const text = Buffer.alloc(64, 'text')
    const broken = Buffer.alloc(64)
    broken.write('MZ', 'latin1')
    broken.writeUInt32LE(0xffffffff, 0x3c)
    for (const bytes of [Buffer.alloc(0), Buffer.from('MZ'), text, broken, readFileSync(join(root, 'node_modules/@github/keytar/prebuilds/linux-ia32/keytar.node'))]) expect(binaryTargets(bytes)).toEqual([])
  })
})

describe('the notices', () => {
  const dependencies = shippedDependencies()

  it('name every package that production needs or the window holds with its version and licence, and so does the bill of materials', { timeout: 60_000 }, async () => {
    const notices = writeNotices(dependencies)
    const bom = await makeBom()
    const listed = new Set(bom.components.map(({ name, version }) => `${name} ${version}`))
    expect(dependencies.length).toBeGreaterThan(80)
    expect(bom.metadata.component).toMatchObject({ name: 'rolecall', type: 'application' })
    for (const { name, version, licence } of dependencies) {
      expect(notices).toContain(`\n${name} ${version}\n${licence}\n`)
      expect(listed).toContain(`${name} ${version}`)
    }
    expect(notices).toMatch(/\n@duckdb\/node-api \S+\nMIT\n\n[^]{0,40}Copyright/)
    expect(listed).toContain('@duckdb/node-bindings-win32-arm64 1.5.5-r.5')
    const names = new Set(dependencies.map(({ name }) => name))
    expect(['vue', '@vue/runtime-core', 'ag-grid-community', 'chart.js', '@codemirror/view', '@duckdb/node-api'].filter((name) => !names.has(name))).toEqual([])
    expect([...listed].filter((name) => /^(electron|eslint|vitest) /.test(name))).toEqual([])
  })

  it('are the same bytes each time', async () => {
    expect(writeNotices(dependencies)).toBe(writeNotices(shippedDependencies()))
    expect(JSON.stringify(await makeBom())).toBe(JSON.stringify(await makeBom()))
  })

  it('follow what the window holds to the copies that Node would load', () => {
    const lock = {
      packages: {
        '': {},
        'node_modules/view': { version: '1.0.0', license: 'MIT', dev: true, dependencies: { part: '2', far: '1' } },
        'node_modules/view/node_modules/part': { version: '2.0.0', license: 'MIT', dev: true, dependencies: { far: '1' } },
        'node_modules/part': { version: '1.0.0', license: 'MIT', dev: true },
        'node_modules/far': { version: '1.0.0', license: 'MIT', dev: true, dependencies: { view: '1' } },
        'node_modules/tool': { version: '1.0.0', license: 'MIT', dev: true },
        'node_modules/base': { version: '1.0.0', license: 'MIT' },
      },
    }
    expect(shippedDependencies(lock, ['view']).map(({ place }) => place)).toEqual(['view', 'view/node_modules/part', 'far', 'base'])
  })

  it('are not written where a licence is refused or missing', () => {
    const strange = productionDependencies({ packages: { '': {}, 'node_modules/a': { version: '1.0.0', license: 'GPL-3.0-only' }, 'node_modules/b': { version: '2.0.0' }, 'node_modules/c': { version: '3.0.0', license: 'GPL-3.0-only', dev: true }, 'node_modules/d': { version: '4.0.0', license: 'MIT' } } })
    expect(refusedLicences(strange)).toEqual(['a 1.0.0 has the licence GPL-3.0-only', 'b 2.0.0 has the licence nobody names'])
    expect(() => writeNotices(strange)).toThrow(/a 1\.0\.0 has the licence GPL-3\.0-only; b 2\.0\.0 .*Replace/)
  })
})
