/** What the page may load and run; sent with every answer of the start page. */

/** Nothing remote, no inline script; styles from our files and, for the grid, with this page's nonce. */
export function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    // Text becomes markup nowhere but in Vue's own policy, for templates that were compiled by the build.
    "require-trusted-types-for 'script'",
    'trusted-types vue',
  ].join('; ')
}
