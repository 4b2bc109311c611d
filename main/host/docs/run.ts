/** `npm run docs`: writes the pages that are made from the code. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../root'
import { callReference } from './callReference'

writeFileSync(join(root, 'docs/call-file.md'), callReference())
