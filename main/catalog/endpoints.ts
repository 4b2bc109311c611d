/** Puts the endpoints of a product in a region in order, each with its reason. It asks no name server: a guess is called a guess. */
import type { Endpoint } from '../../shared/catalog'
import { say, type Said } from '../../shared/words'
import type { EndpointQuery } from './catalog'
import type { StoredEndpoints } from './format'
import { hostNames, hostPatterns } from './overlay/hosts'
import { isPublicRegion } from './overlay/regions'

/** What one source or several say about the hosts of a product. */
export interface EndpointFacts {
  /** Published hosts by region ID. */
  published?: Readonly<Record<string, { public?: string; vpc?: string }>>
  /** What the SDK package does where nothing is published. */
  sdk?: StoredEndpoints
}

type Candidate = Omit<Endpoint, 'isRecommended'>

/**
 * Candidates in the order profile → published → SDK map → SDK rule → `[product].[region]` → `[product]`, every host once.
 * Never empty; exactly one public one is recommended, the first.
 */
export function listEndpoints(query: EndpointQuery, facts: EndpointFacts): Endpoint[] {
  const candidates = [...ofProfile(query), ...ofPublished(query, facts), ...ofSdk(query, facts), ...ofPatterns(query, facts)]
  const seen = new Set<string>()
  const unique = candidates.filter(({ host }) => !seen.has(host) && seen.add(host))
  const best = unique.findIndex(({ network }) => network === 'public')
  return unique.map((candidate, index) => ({ ...candidate, isRecommended: index === best }))
}

/** The profile's own endpoint, by product code in any letter case, else its "*". `${region}` stands for the region ID. */
function ofProfile({ product, regionId, profileEndpoints = {} }: EndpointQuery): Candidate[] {
  const own = Object.entries(profileEndpoints).find(([code]) => code.toLowerCase() === product.toLowerCase())?.[1] ?? profileEndpoints['*']
  return own === undefined ? [] : [{ host: own.replaceAll('${region}', regionId), network: 'public', source: 'profile', reason: say`Set in the profile.`, isGuess: false }]
}

function ofPublished({ regionId }: EndpointQuery, { published }: EndpointFacts): Candidate[] {
  const here = published?.[regionId]
  return [
    ...known(here?.public, 'public', 'meta', say`Published by Alibaba Cloud for this region.`),
    ...known(here?.vpc, 'vpc', 'meta', say`Published by Alibaba Cloud for this region, inside a VPC.`),
  ]
}

function ofSdk({ product, regionId }: EndpointQuery, { sdk }: EndpointFacts): Candidate[] {
  const host = sdk?.hostName
  const mapped = known(sdk?.map[regionId], 'public', 'sdk', say`In the endpoint map of the product's SDK.`)
  if (sdk?.rule === undefined || host === undefined) return mapped
  if (sdk.rule === 'central') return [...mapped, ...known(`${host}.aliyuncs.com`, 'public', 'sdk', say`The rule of the product's SDK: one endpoint for all regions.`)]
  // Where the product's hosts carry another name, the rule is as good as a pattern.
  const isNameKnown = (hostNames[product.toLowerCase()] ?? host) === host
  const isRegionKnown = isPublicRegion(regionId) || sdk.map[regionId] !== undefined
  return [
    ...mapped,
    ...known(`${host}.${regionId}.aliyuncs.com`, 'public', 'sdk', say`The rule of the product's SDK: an endpoint in each region.`, !isRegionKnown || !isNameKnown),
    ...known(`${host}-vpc.${regionId}.aliyuncs.com`, 'vpc', 'sdk', say`The rule of the product's SDK inside a VPC: a guess.`, true),
  ]
}

/** The two plain formats, with the name that the product's hosts really carry where it is known. */
function ofPatterns({ product, regionId }: EndpointQuery, { sdk }: EndpointFacts): Candidate[] {
  const code = product.toLowerCase()
  const own = hostPatterns[code]
  const name = hostNames[code] ?? sdk?.hostName ?? code
  return [
    ...(own === undefined
      ? []
      : [
          ...known(own.except?.[regionId] ?? own.public.replace('[region]', regionId), 'public', 'pattern', say`The product's own pattern.`, !isPublicRegion(regionId)),
          ...known(own.vpc?.replace('[region]', regionId), 'vpc', 'pattern', say`The product's own pattern inside a VPC.`, !isPublicRegion(regionId)),
        ]),
    ...known(`${name}.${regionId}.aliyuncs.com`, 'public', 'pattern', say`The pattern [product].[region].aliyuncs.com: a guess.`, true),
    ...known(`${name}.aliyuncs.com`, 'public', 'pattern', say`The pattern [product].aliyuncs.com: a guess.`, true),
  ]
}

/** A candidate from a host as published: blanks stripped, what is no host name left out. */
function known(host: string | undefined, network: Endpoint['network'], source: Endpoint['source'], reason: Said, isGuess = false): Candidate[] {
  const plain = host?.trim().toLowerCase() ?? ''
  return /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(plain) && plain.includes('.') ? [{ host: plain, network, source, reason, isGuess }] : []
}
