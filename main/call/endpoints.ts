/** The endpoint of a call in one region: the profile's own, the call file's, or the catalogue's recommendation. It refuses hosts that are neither Alibaba Cloud's, this machine's nor named by the profile, for a signed request carries a session token. */
import type { CallPlan, CallSpec } from '../../shared/call'
import type { Profile } from '../../shared/credentials'
import { AppError } from '../../shared/errors'
import type { Catalog } from '../catalog/catalog'
import { isLoopback, readEndpoint } from '../wire/endpointHost'

export type ChosenEndpoint = CallPlan['endpoints'][number]

const recommended = 'recommended'
/** Alibaba Cloud's own domains. */
const ownDomains = /(^|\.)(aliyuncs\.com|alibabacloud\.com|aliyun\.com|aliyuncs\.com\.cn)$/

export const isManual = (spec: CallSpec): boolean => spec.endpoint !== recommended

/** @throws AppError `input` about `endpoint` where the call file's own endpoint cannot be used. `text` has its expressions resolved. */
export function checkManualEndpoint(text: string, profile: Profile): void {
  try {
    const { host } = readEndpoint(text)
    const named = Object.values(profile.endpoints).some((own) => hostOf(own.replaceAll('${region}', profile.regionId)) === host)
    if (named || isLoopback(host) || ownDomains.test(host.replace(/:\d+$/, ''))) return
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown
    throw new AppError('input', thrown.message, { about: { ...thrown.about, field: 'endpoint' }, ...(thrown.next === undefined ? {} : { next: thrown.next }) })
  }
  throw new AppError('input', `The endpoint ${JSON.stringify(text)} is not one of Alibaba Cloud's, and the profile ${profile.name} does not name it.`, {
    next: 'Correct it, or add it to the profile with --endpoint if the host is to be trusted with signed requests.',
    about: { field: 'endpoint' },
  })
}

function hostOf(endpoint: string): string | undefined {
  try {
    return readEndpoint(endpoint).host
  } catch {
    return undefined // said where the profile was made
  }
}

/** `manual` is the call file's endpoint with its expressions resolved for this region. */
export async function chooseEndpoint(spec: CallSpec, profile: Profile, regionId: string, manual: string | undefined, catalog: Pick<Catalog, 'endpoints'>): Promise<ChosenEndpoint> {
  const candidates = await catalog.endpoints({ product: spec.product, version: spec.version, regionId, profileEndpoints: profile.endpoints })
  const own = candidates.find(({ source }) => source === 'profile')
  if (own !== undefined) {
    const passedOver = manual === undefined || manual === own.host ? '' : ` It is used instead of ${manual}.`
    return { regionId, host: own.host, reason: `${own.reason}${passedOver}`, isGuess: false }
  }
  if (manual !== undefined) return { regionId, host: manual, reason: 'named by the call', isGuess: false }
  const best = candidates.find(({ isRecommended }) => isRecommended) ?? candidates[0]
  if (best === undefined) {
    throw new AppError('input', `No endpoint of ${spec.product} is known in ${regionId}.`, { next: 'Name the endpoint in the call.', about: { field: 'endpoint', product: spec.product, regionId } })
  }
  return { regionId, host: best.host, reason: best.reason, isGuess: best.isGuess }
}
