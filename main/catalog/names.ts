/** Splits the names of the wire into words, so that `DBInstances`, `db_instances` and `DbInstance` can be compared. */

/** `NextToken`, `next_token` and `next-token` are the same name. */
export const plainName = (name: string): string => name.toLowerCase().replace(/[_.-]/g, '')

/** Words of a name at its letter case, digits and separators: `DescribeDBInstances` → describe, db, instances. */
export function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase())
}

/** A word without its plural: `policies` → policy, `addresses` → address, `vpcs` → vpc. */
export function singular(word: string): string {
  if (/ies$/.test(word) && word.length > 4) return `${word.slice(0, -3)}y`
  if (/(?:ss|sh|ch|x)es$/.test(word)) return word.slice(0, -2)
  return /[^s]s$/.test(word) && word.length > 3 ? word.slice(0, -1) : word
}
