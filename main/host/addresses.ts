/** Two names of one page: `app://console/…`, which main sees, and `https://console.app.invalid/…`, which the browser sees as a secure origin that no network knows. */

const hostSuffix = '.invalid'

export interface Addresses {
  /** From here on, addresses of this scheme are served by main. */
  add(scheme: string): void
  remove(scheme: string): void
  /** What the browser is told: `app://console/index.html` → `https://console.app.invalid/index.html`. Addresses of other schemes stay. */
  toBrowser(url: string): string
  /** What main is told; the reverse. Addresses that are not ours stay. */
  toMain(url: string): string
}

export function createAddresses(): Addresses {
  const schemes = new Set<string>()
  return {
    add: (scheme) => void schemes.add(scheme),
    remove: (scheme) => void schemes.delete(scheme),
    toBrowser: (url) => {
      const [, scheme, host, rest] = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]+)(.*)$/i.exec(url) ?? []
      return scheme !== undefined && schemes.has(scheme) ? `https://${host}.${scheme}${hostSuffix}${rest || '/'}` : url
    },
    toMain: (url) => {
      const [, host, scheme, rest] = /^https:\/\/([^/?#:@]+)\.([a-z0-9+-]+)\.invalid(?=[/?#]|$)(.*)$/i.exec(url) ?? []
      return scheme !== undefined && schemes.has(scheme) ? `${scheme}://${host}${rest || '/'}` : url
    },
  }
}

/** `app://console` of `app://console/index.html?a=1`; the whole text where it has no such form. */
export const originOf = (url: string): string => /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i.exec(url)?.[0] ?? url
