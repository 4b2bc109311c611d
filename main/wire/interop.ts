/** The class a CommonJS package exports by default, whichever way it was loaded. It knows no package. */

/** Node gives a CommonJS module's exports object as the default import; bundlers unwrap it. */
export function defaultOf<T>(imported: T): T {
  return typeof imported === 'object' && imported !== null && 'default' in imported ? (imported as { default: T }).default : imported
}
