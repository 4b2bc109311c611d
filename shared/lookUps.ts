/** The `${…}` look-ups of a call: which names a value looks up. It resolves none; main/call/expressions.ts does. */
import type { ParameterValue } from './call'

/** `$${` is a literal `${`; an expression ends at the next `}`. */
export const lookUpPattern = /\$\$\{|\$\{([^}]*)(\}?)/g
/** A column of the row that a call over rows is made for. */
const rowName = /^row\.(.+)$/

/** Every name that the text looks up, in order; unknown ones too. */
export function namesIn(value: ParameterValue): string[] {
  if (typeof value === 'string') return [...value.matchAll(lookUpPattern)].flatMap(([, name]) => (name === undefined ? [] : [name.trim()]))
  if (Array.isArray(value)) return value.flatMap(namesIn)
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(namesIn)
  return []
}

export const columnOfName = (name: string): string | undefined => rowName.exec(name)?.[1]
export const rowLookUp = (column: string): string => `\${row.${column}}`

/** Columns of the rows that a value takes from, each once. */
export const columnsIn = (value: ParameterValue): string[] => [...new Set(namesIn(value).flatMap((name) => columnOfName(name) ?? []))]

/** Whether a call looks up a variable of the environment. */
export function usesVariables({ endpoint = '', parameters = {}, session }: { endpoint?: string | undefined; parameters?: Readonly<Record<string, ParameterValue>> | undefined; session?: { name?: string | undefined; sourceIdentity?: string | undefined } | undefined }): boolean {
  return namesIn([endpoint, { ...parameters }, session?.name ?? '', session?.sourceIdentity ?? '']).some((name) => name.startsWith('env.'))
}
