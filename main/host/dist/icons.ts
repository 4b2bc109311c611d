/** Draws the icons of the packages from the SVG files of main/host/icons: PNG, ICO and ICNS. The same drawing gives the same bytes on every system. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { initWasm, Resvg } from '@resvg/resvg-wasm'
import { hostFolder } from '../root'

/** Width in pixels of each file of the folder that Linux packages install. */
export const linuxWidths = [16, 24, 32, 48, 64, 128, 256, 512] as const
const icoWidths = [16, 24, 32, 48, 64, 128, 256] as const
/** Types of ICNS that hold a PNG, and their widths: Apple's `icp4` … `ic10`, with the doubled ones. */
const icnsTypes = [['icp4', 16], ['icp5', 32], ['ic11', 32], ['ic12', 64], ['ic07', 128], ['ic13', 256], ['ic08', 256], ['ic14', 512], ['ic09', 512], ['ic10', 1024]] as const
/** macOS leaves this share of the width free on each side of an application's icon. */
const macMargin = 0.0977

let started: Promise<void> | undefined
const start = (): Promise<void> => (started ??= initWasm(readFileSync(createRequire(import.meta.url).resolve('@resvg/resvg-wasm/index_bg.wasm'))))

const draw = (svg: string, width: number): Buffer => {
  const drawing = new Resvg(svg, { fitTo: { mode: 'width', value: width }, shapeRendering: 2 })
  const picture = drawing.render()
  const png = Buffer.from(picture.asPng())
  picture.free()
  drawing.free()
  return png
}

/** The same drawing on a canvas with Apple's margin. */
function withMargin(svg: string): string {
  const [, width = '0'] = /viewBox="0 0 (\d+) \1"/.exec(svg) ?? []
  const margin = (Number(width) * macMargin) / (1 - 2 * macMargin)
  const whole = Number(width) + 2 * margin
  return svg.replace(/viewBox="[^"]*"/, `viewBox="${-margin} ${-margin} ${whole} ${whole}"`)
}

/** An ICO file of PNG pictures: directory entries of 16 bytes, then the pictures. A width of 256 is written as 0. */
function toIco(pictures: readonly { width: number; png: Buffer }[]): Buffer {
  const head = Buffer.alloc(6 + 16 * pictures.length)
  head.writeUInt16LE(1, 2)
  head.writeUInt16LE(pictures.length, 4)
  let at = head.length
  pictures.forEach(({ width, png }, index) => {
    const entry = 6 + 16 * index
    head.writeUInt8(width % 256, entry)
    head.writeUInt8(width % 256, entry + 1)
    head.writeUInt16LE(1, entry + 4)
    head.writeUInt16LE(32, entry + 6)
    head.writeUInt32LE(png.length, entry + 8)
    head.writeUInt32LE(at, entry + 12)
    at += png.length
  })
  return Buffer.concat([head, ...pictures.map(({ png }) => png)])
}

/** An ICNS file: `icns`, its length, then type, length and PNG of each picture. */
function toIcns(pictures: readonly { type: string; png: Buffer }[]): Buffer {
  const parts = pictures.flatMap(({ type, png }) => {
    const head = Buffer.alloc(8)
    head.write(type, 'latin1')
    head.writeUInt32BE(png.length + 8, 4)
    return [head, png]
  })
  const body = Buffer.concat(parts)
  const head = Buffer.alloc(8)
  head.write('icns', 'latin1')
  head.writeUInt32BE(body.length + 8, 4)
  return Buffer.concat([head, body])
}

/** Writes `icons/` (Linux), `icon.ico`, `icon.icns`, `icon.png` and the same of call files into a folder. @throws where a drawing is missing or is no SVG. */
export async function drawIcons(folder: string, drawings = join(hostFolder, 'icons')): Promise<void> {
  await start()
  mkdirSync(join(folder, 'icons'), { recursive: true })
  for (const { drawing, name, isApplication } of [{ drawing: 'rolecall.svg', name: 'icon', isApplication: true }, { drawing: 'callFile.svg', name: 'call', isApplication: false }]) {
    const svg = readFileSync(join(drawings, drawing), 'utf8')
    const mac = isApplication ? withMargin(svg) : svg
    writeFileSync(join(folder, `${name}.ico`), toIco(icoWidths.map((width) => ({ width, png: draw(svg, width) }))))
    writeFileSync(join(folder, `${name}.icns`), toIcns(icnsTypes.map(([type, width]) => ({ type, png: draw(mac, width) }))))
    writeFileSync(join(folder, `${name}.png`), draw(svg, 512))
    if (isApplication) for (const width of linuxWidths) writeFileSync(join(folder, 'icons', `${width}x${width}.png`), draw(svg, width))
  }
}
