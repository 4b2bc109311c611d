/** Makes what the packages need besides the build: icons, notices and the bill of materials, in `out/package`. */
import { join } from 'node:path'
import { root } from '../root'
import { drawIcons } from './icons'
import { gatherNotices } from './notices'

/** electron-builder's buildResources, as electron-builder.yml names it. */
export const packageInputs = join(root, 'out', 'package')

/** @throws Error where a drawing is broken, a licence is refused, or npm makes no bill of materials. */
export async function prepare(): Promise<void> {
  await drawIcons(packageInputs)
  await gatherNotices(join(packageInputs, 'notices'))
}
