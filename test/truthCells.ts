/** What an exported row must say, worked out from the practice cloud's truth without any code of the application: dotted paths to text, lists as JSON text, numbers digit for digit. */
import { parse, stringify } from 'json-custom-numbers'

/** A number kept as the text it was written as. */
class Digits {
  constructor(readonly text: string) {}
}

/** `VpcAttributes.VpcId` → `vpc-bp…` for every leaf of a row's JSON text; a null has no cell. */
export function truthCells(rowText: string): Map<string, string> {
  const cells = new Map<string, string>()
  const visit = (path: string, value: unknown): void => {
    if (value === null || value === undefined) return
    if (value instanceof Digits) cells.set(path, value.text)
    else if (Array.isArray(value)) cells.set(path, textOf(value))
    else if (typeof value === 'object') {
      const entries = Object.entries(value)
      if (entries.length === 0 && path !== '') cells.set(path, '{}')
      for (const [key, child] of entries) visit(path === '' ? key : `${path}.${key}`, child)
    } else if (typeof value === 'string') cells.set(path, value)
    else cells.set(path, JSON.stringify(value))
  }
  visit('', parse(rowText, undefined, (_key: unknown, text: string) => new Digits(text)))
  return cells
}

function textOf(value: unknown): string {
  return stringify(value, undefined, undefined, (_key: unknown, item: unknown) => (item instanceof Digits ? item.text : undefined)) ?? ''
}
