/** Reads the text of an endpoint: a host (https) or a URL. It refuses plain http outside this machine, credentials, paths and queries, and knows which hosts may receive a signed request. */
import { isIPv4 } from 'node:net'
import { AppError } from '../../shared/errors'
import { say, type Said } from '../../shared/words'

export interface EndpointHost {
  protocol: 'https' | 'http'
  /** Host with the port where one was given: `ecs.aliyuncs.com`, `127.0.0.1:41231`, `[::1]:8080`. */
  host: string
}

/** 127.0.0.0/8, `localhost` or `[::1]`, with or without a scheme and port. */
export function isLoopback(endpoint: string): boolean {
  const name = endpoint
    .replace(/^https?:\/\//i, '')
    .replace(/:\d+$/, '')
    .toLowerCase()
  return name === 'localhost' || name === '[::1]' || (isIPv4(name) && name.startsWith('127.'))
}

/** @throws AppError `endpoint` whose `about.field` is the given field. */
export function readEndpoint(text: string, field = 'endpoint'): EndpointHost {
  const refuse = (why: Said): never => {
    // Whatever stands before an @ may be a password: it is not repeated.
    const shown = text.replace(/\/\/[^/]*@/, '//…@').slice(0, 200)
    throw new AppError('endpoint', say`The endpoint ${JSON.stringify(shown)} ${why}.`, {
      about: { field },
      next: say`Give a host such as ecs.cn-hangzhou.aliyuncs.com, or an https address; plain http is accepted for this machine only.`,
    })
  }
  const trimmed = text.trim()
  if (trimmed === '') return refuse(say`is empty`)
  if (/[\s\\]/.test(trimmed)) return refuse(say`holds a space or a backslash`)
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(trimmed)?.[1]?.toLowerCase()
  if (scheme !== undefined && scheme !== 'http' && scheme !== 'https') return refuse(say`begins with ${scheme}://`)
  const rest = scheme === undefined ? trimmed : trimmed.slice(scheme.length + 3)
  if (rest.includes('@')) return refuse(say`carries credentials`)
  if (/[?#]/.test(rest)) return refuse(say`carries a query`)
  if (rest.replace(/\/$/, '').includes('/')) return refuse(say`carries a path`)
  const host = rest.replace(/\/$/, '').toLowerCase()
  const named = /^(\[[0-9a-f:.]+\]|[a-z0-9]([a-z0-9.-]*[a-z0-9])?)(?::(\d{1,5}))?$/.exec(host)
  const port = named?.[3]
  if (!named || /\.\.|\.-|-\./.test(host) || host.length > 260 || (port !== undefined && (Number(port) < 1 || Number(port) > 65_535))) return refuse(say`is not a host`)
  const protocol = scheme ?? 'https'
  if (protocol === 'http' && !isLoopback(host)) return refuse(say`is plain http outside this machine`)
  return { protocol, host }
}

/** Where Alibaba Cloud serves its API: every host of the catalogue's sources and every rule of the official packages ends so. Its web sites (aliyun.com, alibabacloud.com) serve none of these APIs. */
const cloudHost = /\.aliyuncs\.com$/
const regionMark = 'region-of-the-call'

/**
 * Credentials go to Alibaba Cloud, to this machine and to hosts that the profile names, and nowhere else.
 * `profileEndpoints`: the profile's hosts or URLs by product; `${region}` in one stands for any region ID.
 * @throws AppError `endpoint` whose `about.field` is `endpoint`; also where the text is no endpoint.
 */
export function checkTrusted(endpoint: string, { profileEndpoints }: { profileEndpoints: Readonly<Record<string, string>> }): void {
  const { host } = readEndpoint(endpoint)
  if (isLoopback(host) || cloudHost.test(host.replace(/:\d+$/, '')) || Object.values(profileEndpoints).some((own) => isNamed(own, host))) return
  throw new AppError('endpoint', say`${host} is not a host of Alibaba Cloud, and the profile does not name it: nothing was sent to it.`, {
    about: { field: 'endpoint', endpoint: host },
    next: say`Correct the endpoint, or add ${host} to the profile's endpoints if it may receive signed requests.`,
  })
}

/** An entry that is no endpoint names no host. */
function isNamed(own: string, host: string): boolean {
  try {
    const pattern = readEndpoint(own.replaceAll('${region}', regionMark)).host
    const escaped = pattern.split(regionMark).map((part) => part.replace(/[.[\]]/g, '\\$&'))
    return new RegExp(`^${escaped.join('[a-z0-9-]+')}$`).test(host)
  } catch {
    return false
  }
}
