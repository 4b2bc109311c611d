/** `npm run docs`: writes the pages that are made from the code; with `-- --pictures` also the pictures of the README, of what was built last. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../root'
import { callReference } from './callReference'
import { takePictures } from './pictures'

const docs = join(root, 'docs')
writeFileSync(join(docs, 'call-file.md'), callReference())
if (process.argv.includes('--pictures')) await takePictures(docs)
