/** How many rows a list has, read from its first answer before that is stored, so that the pages behind it are asked for at once. Only a hint: what is stored decides. */

/** Characters; a longer answer would hold up main for longer than it takes to store it elsewhere. */
const longest = 500_000

/** `path` in dot notation, as `.Page.TotalCount`; undefined where the answer does not tell at once. */
export function foretoldTotal(body: string, path: string | undefined): number | undefined {
  if (path === undefined || body.length > longest || !/^(\.[\w-]+)+$/.test(path)) return undefined
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch {
    return undefined // said where the answer is stored
  }
  for (const key of path.slice(1).split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
    value = (value as Record<string, unknown>)[key]
  }
  const text = typeof value === 'number' || typeof value === 'string' ? String(value) : ''
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined
}
