/** One target of a call and the request it sends. Pure: the session behind it is obtained elsewhere. */
import type { CallSpec, ParameterValue, Target } from '../../shared/call'
import type { Operation } from '../../shared/catalog'
import type { Caller } from '../credentials/credentials'
import { buildRequest } from '../wire/request'
import type { ApiRequest } from '../wire/wire'

/** One target with everything its requests need; expressions are resolved. */
export interface PreparedTarget {
  target: Target
  caller: Caller
  endpoint: string
  parameters: CallSpec['parameters']
}

/** `fields` are what paging adds. @throws AppError `input` about `parameters.X`. */
export function requestOf({ spec, operation }: { spec: CallSpec; operation?: Operation }, target: PreparedTarget, fields: Record<string, ParameterValue>): ApiRequest {
  return buildRequest({
    product: operation?.product ?? spec.product,
    version: operation?.version ?? spec.version,
    operation: spec.operation,
    known: operation,
    request: spec.request,
    parameters: withFields(target.parameters, fields),
    endpoint: target.endpoint,
  })
}

/** `Page.Number` goes into the map `Page` where the call has one, else it is a name with a dot in it. */
function withFields(parameters: CallSpec['parameters'], fields: Record<string, ParameterValue>): CallSpec['parameters'] {
  const merged = { ...parameters }
  for (const [field, value] of Object.entries(fields)) {
    const [first = '', ...rest] = field.split('.')
    const parent = Object.hasOwn(merged, first) ? merged[first] : undefined
    const isNested = rest.length > 0 && typeof parent === 'object' && parent !== null && !Array.isArray(parent)
    if (isNested) merged[first] = withFields(parent, { [rest.join('.')]: value })
    else merged[field] = value
  }
  return merged
}
