/** The way from this machine to the cloud: through which proxy an address is reached, and whose certificates are trusted. It opens nothing. */
import { readFileSync } from 'node:fs'
import { createSecureContext, rootCertificates, type SecureContext } from 'node:tls'
import type { Settings } from '../../shared/settings'
import { isLoopback } from './endpointHost'
import { proxyFor } from './proxy'

export interface Route {
  /** Undefined: straight. This machine is never reached through a proxy. */
  proxyFor(target: URL): URL | undefined | Promise<URL | undefined>
  /** Undefined: what the system trusts. */
  secureContext(): SecureContext | undefined
}

export interface RouteDeps {
  settings: () => Pick<Settings, 'proxyMode' | 'proxyUrl' | 'extraCaFile'>
  /** HTTPS_PROXY, ALL_PROXY and NO_PROXY, for the mode `system`. */
  env: Readonly<Record<string, string | undefined>>
  /** What the system says of an address, its PAC file included: `PROXY host:port; DIRECT`. Asked where no variable names a proxy. */
  askSystem?: (address: string) => Promise<string>
}

export const straight: Route = { proxyFor: () => undefined, secureContext: () => undefined }

export function createRoute({ settings, env, askSystem }: RouteDeps): Route {
  const trusted: { file?: string; context?: SecureContext } = {}
  return {
    proxyFor: (target) => {
      const { proxyMode, proxyUrl } = settings()
      if (proxyMode === 'none' || isLoopback(target.host)) return undefined
      if (proxyMode === 'manual') return new URL(proxyUrl)
      const named = proxyFor(target, env)
      return named ?? askSystem?.(target.href).then(firstProxy)
    },
    secureContext: () => {
      const { extraCaFile } = settings()
      if (extraCaFile === '') return undefined
      if (trusted.file !== extraCaFile) Object.assign(trusted, { file: extraCaFile, context: createSecureContext({ ca: [...rootCertificates, readFileSync(extraCaFile, 'utf8')] }) })
      return trusted.context
    },
  }
}

/** The first of a PAC answer's ways. Source: the return value of FindProxyForURL as the browsers read it. */
export function firstProxy(answer: string): URL | undefined {
  const [kind = '', host] = (answer.split(';')[0] ?? '').trim().split(/\s+/)
  if (host === undefined || kind.toUpperCase() === 'DIRECT') return undefined
  const scheme = kind.toUpperCase() === 'PROXY' ? 'http' : kind.toLowerCase()
  return URL.canParse(`${scheme}://${host}`) ? new URL(`${scheme}://${host}`) : undefined
}
