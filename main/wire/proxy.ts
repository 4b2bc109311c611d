/** Says through which proxy an address is reached, by the variables that other programs read too. It opens nothing and repeats no password. */
import { isLoopback } from './endpointHost'

type Variables = Readonly<Record<string, string | undefined>>

/** Undefined: straight. A proxy without a scheme is plain http, as elsewhere. This machine is never reached through one. */
export function proxyFor(target: URL, env: Variables): URL | undefined {
  if (isLoopback(target.host) || isExcepted(target, variable(env, 'no_proxy') ?? '')) return undefined
  const named = variable(env, target.protocol === 'https:' ? 'https_proxy' : 'http_proxy') ?? variable(env, 'all_proxy')
  if (named === undefined) return undefined
  const text = named.includes('://') ? named : `http://${named}`
  return URL.canParse(text) ? new URL(text) : undefined
}

/** In lower case first, as curl reads them. */
function variable(env: Variables, name: string): string | undefined {
  const value = (env[name] ?? env[name.toUpperCase()])?.trim()
  return value === undefined || value === '' ? undefined : value
}

/** `*`, a host, a domain with or without its leading dot, each perhaps with a port. */
function isExcepted({ hostname, port, protocol }: URL, list: string): boolean {
  const number = port === '' ? (protocol === 'https:' ? '443' : '80') : port
  return list.split(/[\s,]+/).some((entry) => {
    if (entry === '*') return true
    const [, name = '', only] = /^\*?\.?([^:]+)(?::(\d+))?$/.exec(entry.toLowerCase()) ?? []
    return name !== '' && (only === undefined || only === number) && (hostname === name || hostname.endsWith(`.${name}`))
  })
}
