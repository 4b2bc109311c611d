/** What a part of the window looks like, read from the pixels that were drawn. */
import type { Locator, Page } from 'playwright-core'

export interface Paint {
  /** The commonest colour. */
  ground: Colour
  /** The colour that stands out most against it. */
  mark: Colour
}
/** Red, green and blue, 0 … 255. */
export type Colour = readonly [number, number, number]

/** Paints nothing itself: takes a picture of `part` and counts its colours. */
export async function paintOf(page: Page, part: Locator): Promise<Paint> {
  const picture = (await part.screenshot({ animations: 'disabled' })).toString('base64')
  const counted = await page.evaluate(async (text) => {
    const image = await createImageBitmap(new Blob([Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))], { type: 'image/png' }))
    const canvas = new OffscreenCanvas(image.width, image.height)
    const pen = canvas.getContext('2d')
    pen?.drawImage(image, 0, 0)
    const { data } = pen?.getImageData(0, 0, image.width, image.height) ?? { data: new Uint8ClampedArray() }
    const counts = new Map<number, number>()
    for (let at = 0; at < data.length; at += 4) {
      const colour = ((data[at] ?? 0) << 16) | ((data[at + 1] ?? 0) << 8) | (data[at + 2] ?? 0)
      counts.set(colour, (counts.get(colour) ?? 0) + 1)
    }
    return [...counts]
  }, picture)
  const [first] = [...counted].sort(([, one], [, other]) => other - one)
  const ground = colourOf(first?.[0] ?? 0)
  const mark = counted.map(([colour]) => colourOf(colour)).reduce((best, colour) => (contrast(colour, ground) > contrast(best, ground) ? colour : best), ground)
  return { ground, mark }
}

const colourOf = (value: number): Colour => [value >> 16, (value >> 8) & 255, value & 255]

/** Contrast of two colours, 1 … 21. Source: WCAG 2.2, contrast ratio and relative luminance. */
export function contrast(one: Colour, other: Colour): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a)
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05)
}

function luminance([red, green, blue]: Colour): number {
  const linear = (value: number): number => (value <= 10.31475 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4)
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
}
