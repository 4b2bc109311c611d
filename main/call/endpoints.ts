/** The endpoint of a call in one region: the call file's own, or the recommended one, which is the profile's where it names any. It refuses hosts that are neither Alibaba Cloud's, this machine's nor named by the profile, for a signed request carries a session token. */
import type { CallPlan, CallSpec } from '../../shared/call'
import type { Profile } from '../../shared/credentials'
import { AppError } from '../../shared/errors'
import { say } from '../../shared/words'
import type { Catalog } from '../catalog/catalog'
import { checkTrusted } from '../wire/endpointHost'

export type ChosenEndpoint = CallPlan['endpoints'][number]

const recommended = 'recommended'
export const isManual = (spec: CallSpec): boolean => spec.endpoint !== recommended

/** @throws AppError `input` about `endpoint` where the call file's own endpoint cannot be used. `text` has its expressions resolved. */
export function checkManualEndpoint(text: string, profile: Profile): void {
  try {
    checkTrusted(text, { profileEndpoints: profile.endpoints })
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown
    throw new AppError('input', thrown.words.message, { about: { ...thrown.about, field: 'endpoint' }, next: thrown.words.next })
  }
}

/** `manual` is the call file's endpoint with its expressions resolved for this region. */
export async function chooseEndpoint(spec: CallSpec, profile: Profile, regionId: string, manual: string | undefined, catalog: Pick<Catalog, 'endpoints'>): Promise<ChosenEndpoint> {
  if (manual !== undefined) return { regionId, host: manual, reason: say`named by the call`, isGuess: false }
  const candidates = await catalog.endpoints({ product: spec.product, version: spec.version, regionId, profileEndpoints: profile.endpoints })
  const best = candidates.find(({ isRecommended }) => isRecommended) ?? candidates[0]
  if (best === undefined) {
    throw new AppError('input', say`No endpoint of ${spec.product} is known in ${regionId}.`, { next: say`Name the endpoint in the call.`, about: { field: 'endpoint', product: spec.product, regionId } })
  }
  return { regionId, host: best.host, reason: best.reason, isGuess: best.isGuess }
}
