/** The build's step that makes the embedded catalogue: `tsx main/catalog/generate/run.ts [FOLDER]`. It prints coverage and fails under its floors. */
import { resolve } from 'node:path'
import { toWire } from '../../../shared/errors'
import { coverageLines } from './coverage'
import { generateCatalogue } from './generate'

const root = resolve(import.meta.dirname, '../../..')
const folder = resolve(process.argv[2] ?? resolve(root, 'resources/catalogue'))
const started = performance.now()
try {
  const { isNew, coverage } = await generateCatalogue(resolve(root, 'node_modules/@alicloud'), folder)
  const ending = isNew ? `Catalogue made in ${((performance.now() - started) / 1000).toFixed(1)} s.` : 'The catalogue is up to date.'
  process.stdout.write(`${[...coverageLines(coverage), ending].join('\n')}\n`)
} catch (thrown) {
  const { message, next } = toWire(thrown)
  process.stderr.write(`${message}${next === undefined ? '' : ` ${next}`}\n`)
  process.exitCode = 1
}
