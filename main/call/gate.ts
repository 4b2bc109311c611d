/** The gate before a call: what changes something, or nobody knows, needs the operator's word. It is asked before anything is sent, and sends nothing. */
import type { CallSpec } from '../../shared/call'
import { AppError } from '../../shared/errors'
import { say, sayList } from '../../shared/words'
import type { Catalog } from '../catalog/catalog'
import { isDryRun } from './checks'
import { effectOf } from './mutating'

/** @throws AppError `input` about `operation` where the call may run only when it is confirmed. */
export async function checkUnconfirmed(spec: CallSpec, catalog: Pick<Catalog, 'operation' | 'search'>): Promise<void> {
  const { product, version, operation: name } = spec
  const about = { field: 'operation', product, version, operation: name }
  const operation = await catalog.operation(product, version, name)
  if (operation === undefined && spec.request === undefined) {
    const alike = (await catalog.search(`${product} ${name}`, 3)).map((one) => `${one.product} ${one.version} ${one.name}`)
    throw new AppError('input', say`operation: the catalogue does not know ${product} ${version} ${name}.`, {
      next: alike.length === 0 ? say`To call it all the same, confirm it, or say how it is sent: request: { style: RPC }.` : say`Close to it: ${sayList(alike)}. To call it all the same, confirm it, or say how it is sent: request: { style: RPC }.`,
      about,
    })
  }
  const { isMutating, isUnknown } = effectOf(name, operation)
  if (!isMutating || isDryRun(spec, operation)) return
  throw new AppError('input', isUnknown ? say`operation: ${product} ${name} may change something and was not confirmed.` : say`operation: ${product} ${name} changes something and was not confirmed.`, {
    next: say`Look at the targets, then confirm the call.`,
    about,
  })
}
