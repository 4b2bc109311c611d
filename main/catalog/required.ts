/** Says which required marks stop a call and which only warn. It fills nothing in. */
import type { Operation, Parameter } from '../../shared/catalog'

/**
 * True where a request without this parameter cannot be made, or where the metadata or the overlay demands it. The SDK's marks in a query or a form only warn: they also stand on parameters
 * that an operation demands in some cases, and are missing from 8 of 100 that are demanded. Source: the SDK's marks compared with the published metadata.
 */
export function isHardRequired({ position, required }: Pick<Parameter, 'position' | 'required'>, { source }: Pick<Operation, 'source'>): boolean {
  if (position === 'path' || position === 'host') return true
  return required === 'yes' && (source === 'meta' || source === 'overlay')
}
