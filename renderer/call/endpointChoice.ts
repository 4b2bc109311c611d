/** The endpoints of a call over its regions: every host once with the regions it serves, and what is odd about a host. Pure; whether a host may receive credentials is main's to decide. */
import type { Endpoint } from '../../shared/catalog'

export interface ServedHost {
  host: string
  regionIds: string[]
}

/** One line to choose. */
export interface EndpointChoice {
  /** What the call file says: `recommended`, or a host that may hold `${region}`. */
  value: string
  /** The candidate of the first region, for its reason and network. */
  endpoint: Endpoint
  hosts: ServedHost[]
}

const regionMark = '${region}'
const templateOf = (host: string, regionId: string): string => host.replaceAll(regionId, regionMark)
export const inRegion = (template: string, regionId: string): string => template.replaceAll(regionMark, regionId)

/** Groups regions by the host that serves them, in the order of the regions. */
export function servedHosts(pairs: readonly { regionId: string; host: string }[]): ServedHost[] {
  const byHost = new Map<string, string[]>()
  for (const { regionId, host } of pairs) byHost.set(host, [...(byHost.get(host) ?? []), regionId])
  return [...byHost].map(([host, regionIds]) => ({ host, regionIds }))
}

/** The recommended hosts as one choice, then the other candidates of the first region, each usable in every region. */
export function endpointChoices(regionIds: readonly string[], byRegion: Readonly<Record<string, readonly Endpoint[]>>): EndpointChoice[] {
  const [first = ''] = regionIds
  const candidates = byRegion[first] ?? []
  const recommended = candidates.find((endpoint) => endpoint.isRecommended)
  const hosts = servedHosts(regionIds.flatMap((regionId) => (byRegion[regionId] ?? []).filter((endpoint) => endpoint.isRecommended).map(({ host }) => ({ regionId, host }))))
  const others = candidates
    .filter((endpoint) => !endpoint.isRecommended)
    .map((endpoint): EndpointChoice => {
      const value = regionIds.length > 1 ? templateOf(endpoint.host, first) : endpoint.host
      return { value, endpoint, hosts: servedHosts(regionIds.map((regionId) => ({ regionId, host: inRegion(value, regionId) }))) }
    })
  return recommended ? [{ value: 'recommended', endpoint: recommended, hosts }, ...others] : others
}

/** The name the DNS is asked for; undefined for this machine and for what is no host. */
export function dnsName(host: string): string | undefined {
  const name = host.replace(/^https?:\/\//i, '').replace(/:\d+$/, '').toLowerCase()
  return isLoopback(name) || !/^[a-z0-9.-]{1,253}$/.test(name) || !name.includes('.') ? undefined : name
}

const isLoopback = (name: string): boolean => name === 'localhost' || name === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(name)

/** The region a host carries in its name; the longest where one ID holds another. */
function regionInHost(host: string, regionIds: readonly string[]): string | undefined {
  const named = regionIds.filter((regionId) => new RegExp(`(^|[.-])${regionId.replace(/[^a-z0-9-]/g, '')}([.-]|$)`).test(host.toLowerCase()))
  return named.sort((left, right) => right.length - left.length)[0]
}

/** The first host whose name speaks of another region than it would be sent for. */
export function regionMismatch(hosts: readonly ServedHost[], known: readonly string[]): { host: string; named: string; regionId: string } | undefined {
  for (const { host, regionIds } of hosts) {
    const named = regionInHost(host, [...known, ...regionIds])
    const regionId = regionIds.find((one) => one !== named)
    if (named !== undefined && regionId !== undefined) return { host, named, regionId }
  }
  return undefined
}

/** Neither a host of Alibaba Cloud nor of this machine nor named by the profile; `own` is the profile's endpoints. */
export function isForeign(host: string, own: Readonly<Record<string, string>>): boolean {
  const name = host.replace(/^https?:\/\//i, '').replace(/:\d+$/, '').toLowerCase()
  if (name === '' || name.endsWith('.aliyuncs.com') || isLoopback(name)) return false
  return !Object.values(own).some((entry) => {
    const pattern = entry.replace(/^https?:\/\//i, '').replace(/:\d+$/, '').toLowerCase()
    const escaped = pattern.split(regionMark).map((part) => part.replace(/[^a-z0-9-]/g, '\\$&'))
    return new RegExp(`^${escaped.join('[a-z0-9-]+')}$`).test(name)
  })
}
