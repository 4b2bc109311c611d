/** `rolecall catalog`: search operations and show one. */
import type { Command } from 'commander'
import { AppError } from '../../shared/errors'
import type { CliContext } from './context'
import { table } from './terminal'

export function addCatalog(program: Command, { engine, output }: CliContext): void {
  const catalog = program.command('catalog').description('search and show API operations')
  catalog
    .command('search')
    .description('find operations by product, name or summary')
    .argument('<text...>', 'what to look for; typing errors are forgiven')
    .option('--json', 'print one JSON list')
    .action(async (words: string[], { json }: { json?: boolean }) => {
      const found = await engine().catalog.search(words.join(' '), 30)
      if (json === true) return output.print(JSON.stringify(found))
      output.print(found.length === 0 ? 'Nothing was found.' : table(['PRODUCT', 'VERSION', 'OPERATION', 'KIND', 'SUMMARY'], found.map((one) => [one.product, one.version, one.name, one.kind, one.summary?.en ?? one.summary?.zh ?? ''])))
    })
  catalog
    .command('show')
    .description('show the parameters and the paging of an operation')
    .argument('<product>', 'product code, such as Ecs')
    .argument('<operation>', 'such as DescribeInstances')
    .option('--api-version <version>', 'the version; absent: the product’s default')
    .option('--json', 'print one JSON object')
    .action(async (product: string, name: string, { apiVersion, json }: { apiVersion?: string; json?: boolean }) => {
      const { catalog: known } = engine()
      const entry = (await known.products()).find(({ code }) => code.toLowerCase() === product.toLowerCase())
      const version = apiVersion ?? entry?.defaultVersion
      const operation = version === undefined ? undefined : await known.operation(product, version, name)
      if (operation === undefined) {
        const alike = (await known.search(`${product} ${name}`, 3)).map((one) => `${one.product} ${one.name}`)
        throw new AppError('input', `The catalogue does not know ${product} ${name}.`, { next: alike.length === 0 ? 'See rolecall catalog search.' : `Close to it: ${alike.join(', ')}.`, about: { field: entry === undefined ? 'PRODUCT' : 'OPERATION' } })
      }
      if (json === true) return output.print(JSON.stringify(operation))
      const { paging } = operation
      output.print(
        [
          `${operation.product} ${operation.version} ${operation.name} (${operation.kind}, ${operation.style} ${operation.method} ${operation.path})`,
          operation.summary?.en ?? operation.summary?.zh ?? '',
          `paging: ${paging === undefined ? 'none' : [paging.offers, paging.cursorField, paging.pageField, paging.totalCountPath, paging.rowsPath].filter((text) => text !== undefined).join(', ')}`,
          operation.docUrl,
          '',
          table(['PARAMETER', 'TYPE', 'POSITION', 'REQUIRED'], operation.parameters.map((one) => [one.name, one.type, one.position, one.required === 'yes' ? 'yes' : one.required === 'doc' ? 'documented' : ''])),
        ].join('\n'),
      )
    })
}
