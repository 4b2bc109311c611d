/** `rolecall catalog`: search operations, show one, and keep the metadata behind them: fetch, carry away, take in, check. */
import type { Command } from 'commander'
import type { OperationSummary } from '../../shared/catalog'
import { AppError } from '../../shared/errors'
import { checkFolder, reportLines } from '../catalog/check'
import type { CliContext } from './context'
import { exitStatus } from './exit'
import { table } from './terminal'

interface Json {
  json?: boolean
}

export function addCatalog(program: Command, context: CliContext): void {
  const catalog = program.command('catalog').description('search and show API operations, and keep their metadata')
  catalog
    .command('search')
    .description('find operations by product, name or summary')
    .argument('<text...>', 'what to look for; typing errors are forgiven')
    .option('--json', 'print one JSON list')
    .action((words: string[], options: Json) => search(words.join(' '), options, context))
  catalog
    .command('show')
    .description('show the parameters and the paging of an operation')
    .argument('<product>', 'product code, such as Ecs')
    .argument('<operation>', 'such as DescribeInstances')
    .option('--api-version <version>', 'the version; absent: the product’s default')
    .option('--json', 'print one JSON object')
    .action((product: string, name: string, options: Json & { apiVersion?: string }) => show(product, name, options, context))
  catalog
    .command('check')
    .description('report how many operations of a folder of metadata documents give a valid form, request and paging plan')
    .argument('<dir>', 'a folder with api-docs.json files')
    .option('--json', 'print one JSON object')
    .action((folder: string, options: Json) => check(folder, options, context))
  catalog
    .command('update')
    .description('fetch the metadata of products from Alibaba Cloud; no credential is sent')
    .argument('[product...]', 'product codes, such as Slb; absent: the products that come with Rolecall')
    .option('--all', 'every product there is, in every version: some 24,000 operations')
    .option('--json', 'print one JSON object')
    .action((products: string[], options: Json & { all?: boolean }) => update(products, options, context))
  catalog
    .command('export')
    .description('write the fetched metadata into a folder, to carry it to a machine without a network')
    .argument('<dir>', 'the folder; made where it is missing')
    .action((folder: string) => exportTo(folder, context))
  catalog
    .command('import')
    .description('take in the metadata of such a folder; each document is checked first')
    .argument('<dir>', 'the folder')
    .option('--json', 'print one JSON object')
    .action((folder: string, options: Json) => importFrom(folder, options, context))
}

async function search(text: string, { json }: Json, { engine, output }: CliContext): Promise<void> {
  const found = await engine().catalog.search(text, 30)
  if (json === true) return output.print(JSON.stringify(found))
  const line = ({ product, version, name, kind, summary }: OperationSummary): string[] => [product, version, name, kind, summary?.en ?? summary?.zh ?? '']
  output.print(found.length === 0 ? 'Nothing was found.' : table(['PRODUCT', 'VERSION', 'OPERATION', 'KIND', 'SUMMARY'], found.map(line)))
}

async function show(product: string, name: string, { apiVersion, json }: Json & { apiVersion?: string }, { engine, output }: CliContext): Promise<void> {
  const { catalog: known } = engine()
  const entry = (await known.products()).find(({ code }) => code.toLowerCase() === product.toLowerCase())
  const version = apiVersion ?? entry?.defaultVersion
  const operation = version === undefined ? undefined : await known.operation(product, version, name)
  if (operation === undefined) {
    const alike = (await known.search(`${product} ${name}`, 3)).map((one) => `${one.product} ${one.name}`)
    const next = `${alike.length === 0 ? 'See rolecall catalog search' : `Close to it: ${alike.join(', ')}`}; newer operations come with rolecall catalog update.`
    throw new AppError('input', `The catalogue does not know ${product} ${name}.`, { next, about: { field: entry === undefined ? 'PRODUCT' : 'OPERATION' } })
  }
  if (json === true) return output.print(JSON.stringify(operation))
  const { paging, ram } = operation
  const plan = paging === undefined ? 'none' : [paging.offers, paging.cursorField, paging.pageField, paging.totalCountPath, paging.rowsPath].filter((part) => part !== undefined).join(', ')
  output.print(
    [
      `${operation.product} ${operation.version} ${operation.name} (${operation.kind}, ${operation.style} ${operation.method} ${operation.path})`,
      operation.summary?.en ?? operation.summary?.zh ?? '',
      `paging: ${plan}`,
      ...(ram === undefined ? [] : [`permission: ${ram.action}${ram.source === 'guess' ? ' (a guess)' : ''}`]),
      operation.docUrl,
      '',
      table(['PARAMETER', 'TYPE', 'POSITION', 'REQUIRED'], operation.parameters.map((one) => [one.name, one.type, one.position, one.required === 'yes' ? 'yes' : one.required === 'doc' ? 'documented' : ''])),
    ].join('\n'),
  )
}

async function check(folder: string, { json }: Json, { output, endWith }: CliContext): Promise<void> {
  const report = await checkFolder(folder)
  output.print(json === true ? JSON.stringify(report) : reportLines(report).join('\n'))
  if (report.refused.length > 0 || report.products.some(({ problems }) => problems.length > 0)) endWith(exitStatus.incomplete)
}

async function update(products: string[], { all, json }: Json & { all?: boolean }, { engine, output, signal, endWith, clock = Date.now }: CliContext): Promise<void> {
  if (all === true && products.length > 0) throw new AppError('input', '--all already names every product.', { next: 'Leave out --all or the product codes.', about: { field: 'PRODUCT' } })
  let saidAt = clock()
  const report = await engine().catalog.update?.({
    ...(all === true ? { products: 'all' as const } : products.length === 0 ? {} : { products }),
    signal,
    onProgress: ({ done, total }) => {
      if (clock() - saidAt < 1_000 && done < total) return
      saidAt = clock()
      output.say(`${done} of ${total} documents`)
    },
  })
  if (report === undefined) throw new AppError('bug', 'This catalogue has no live source.', { next: 'Install Rolecall again.' })
  const { fetched, failed, unknown, notTried } = report
  if (json === true) output.print(JSON.stringify(report))
  else {
    output.print(
      [
        `${fetched} documents fetched, ${failed.length} failed${notTried === 0 ? '' : `, ${notTried} not tried: the service could not be reached any more`}.`,
        ...failed.map(({ product, version, message }) => `${[product, version].filter((part) => part !== undefined).join(' ')}: ${message}`),
        ...unknown.map((code) => `${code}: Alibaba Cloud offers no such product.`),
      ].join('\n'),
    )
  }
  if (failed.length + unknown.length + notTried > 0) endWith(exitStatus.incomplete)
}

async function exportTo(folder: string, { engine, output }: CliContext): Promise<void> {
  const documents = await engine().catalog.exportTo?.(folder)
  if (documents === undefined || documents === 0) throw new AppError('input', 'No metadata was fetched yet: there is nothing to carry.', { next: 'Run rolecall catalog update first.', about: { field: 'DIR' } })
  output.print(`${documents} documents written to ${folder}.`)
}

async function importFrom(folder: string, { json }: Json, { engine, output, endWith }: CliContext): Promise<void> {
  const report = await engine().catalog.importFrom?.(folder)
  if (report === undefined) throw new AppError('bug', 'This catalogue takes nothing in.', { next: 'Install Rolecall again.' })
  const { imported, refused, passedOver } = report
  if (json === true) output.print(JSON.stringify(report))
  else {
    output.print(
      [
        `${imported} documents taken in, ${refused.length} refused.`,
        ...refused.map(({ file, message }) => `${file}: refused. ${message}`),
        ...passedOver.map((file) => `${file}: passed over, for its name does not say what it is.`),
      ].join('\n'),
    )
  }
  if (refused.length > 0) endWith(exitStatus.incomplete)
}
