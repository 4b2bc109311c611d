/** The folder of the checkout, for what runs from sources: start, tour and tests. The built host does not use it. */
import { join } from 'node:path'

export const root = join(import.meta.dirname, '..', '..')
/** Where Electron's executable would be; see `electron` beside this file. */
export const hostFolder = import.meta.dirname
