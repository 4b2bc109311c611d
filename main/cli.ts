/** Composition root of the command line on Node; the packaged application has one of its own in packagedCli.ts. */
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runCliProcess } from './cliProcess'
import { startNodeChild } from './nodeChild'

const self = fileURLToPath(import.meta.url)
const folder = dirname(self)
/** Built, the child's module lies beside this one; from source it keeps its place. */
const resultProcess = self.endsWith('.ts') ? join(folder, 'result', 'process.ts') : join(folder, 'resultProcess.js')
const exit = (status: number): void => process.exit(status)

exit(await runCliProcess({ words: process.argv.slice(2), startChild: startNodeChild, resultProcess, folder, stdin: process.stdin, exit }))
