/** Carries a value into the path, a header, the host name or a query key. It refuses what would reach another path or host, touch the signature, or be signed wrongly. */
import { isIP } from 'node:net'
import type { ParameterValue } from '../../shared/call'
import type { Operation } from '../../shared/catalog'
import { AppError } from '../../shared/errors'
import { say } from '../../shared/words'
import { readEndpoint } from './endpointHost'
import { commaText, jsonText, refuse, scalarText } from './serialise'

/** Placeholders of a ROA path: `{name}` and `[name]`. */
const placeholder = /\{([^{}]+)\}|\[([^[\]]+)\]/g
/** Headers that belong to signing and to HTTP itself. */
const ownHeaders = /^(authorization|host|content-length|content-type|transfer-encoding|connection|user-agent|accept|x-acs-(action|version|date|signature.*|content-sha256|accesskey-id|security-token|credentials-provider|bearer-token))$/i
/** What percent-encoding leaves as it is (RFC 3986). */
const plainKey = /^[A-Za-z0-9._~-]+$/

/** Fills each placeholder with its percent-encoded value; a query behind the path is taken off, so that it is signed as one. */
export function fillPath(pattern: string, parameters: Record<string, ParameterValue>): { path: string; used: Set<string>; query: [string, string][] } {
  const used = new Set<string>()
  const [route = '/', search = ''] = pattern.split('?')
  const path = route.replace(placeholder, (_all, braced: string | undefined, bracketed: string | undefined) => {
    const name = braced ?? bracketed ?? ''
    const field = `parameters.${name}`
    const value = Object.hasOwn(parameters, name) ? parameters[name] : undefined
    if (value === undefined || value === null || value === '') {
      throw new AppError('input', say`${name} stands in the path of the operation and has no value.`, { about: { field }, next: say`Give ${name} a value.` })
    }
    used.add(name)
    const text = typeof value === 'object' ? commaText(value, field) : scalarText(value, field)
    if (text === '.' || text === '..') return refuse(field, say`would lead to another path`, say`Give ${name} the ID it names.`)
    return encodePart(text)
  })
  return { path, used, query: [...new URLSearchParams(search)] }
}

/** Percent-encoding of RFC 3986, as the signature has it. */
const encodePart = (text: string): string => encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)

/** A header parameter; `Authorization` only where Rolecall signs nothing itself. */
export function headerOf(name: string, value: ParameterValue, auth: Operation['auth'] = 'AK'): [string, string] {
  const field = `parameters.${name}`
  const isToken = auth !== 'AK' && isAuthorization(name)
  if ((ownHeaders.test(name) && !isToken) || !/^[A-Za-z0-9_-]+$/.test(name)) return refuse(field, say`is a header that Rolecall writes itself`, say`Leave it out.`)
  const text = typeof value === 'object' ? jsonText(value, field) : scalarText(value, field)
  if (!/^[\x20-\x7e]*$/.test(text)) return refuse(field, say`holds a character that a header cannot carry`, say`Use printable ASCII characters.`)
  return [name.toLowerCase(), text]
}

/** The header whose value is a secret. */
export const isAuthorization = (name: string): boolean => name.toLowerCase() === 'authorization'

/** Log Service names its project in front of the host. */
export function prefixHost(endpoint: string, name: string, value: ParameterValue): string {
  const field = `parameters.${name}`
  const { protocol, host } = readEndpoint(endpoint)
  const text = typeof value === 'object' ? '' : scalarText(value, field)
  if (!/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i.test(text)) return refuse(field, say`goes into the host name and is not a part of one`, say`Use letters, digits and dashes.`)
  if (host.startsWith('[') || isIP(host.replace(/:\d+$/, '')) !== 0) return refuse(field, say`goes in front of the host name, and ${host} is an address`, say`Choose an endpoint with a host name.`)
  return protocol === 'https' ? `${text}.${host}` : `${protocol}://${text}.${host}`
}

/** The official client signs query keys as they are and sends them encoded, so any other key would never verify; it loses the key `__proto__`. */
export function checkQueryKeys(fields: readonly (readonly [string, string])[]): void {
  for (const [key] of fields) {
    if (!plainKey.test(key) || key === '__proto__') refuse(`parameters.${key}`, say`goes into the query, where its name cannot be signed`, say`Use letters, digits, dots, dashes and underscores in names and keys.`)
  }
}
