/** Puts the variables of an environment into a call: `${env.NAME}` becomes its value as plain text, before anything else is looked up. It knows no file; the caller says what a variable holds. */
import type { CallSpec, ParameterValue } from '../../shared/call'
import { lookUpPattern } from '../../shared/lookUps'

const variableName = /^env\.(.+)$/

/** What a variable holds; undefined leaves the look-up as it stands, for the environment of the process. */
export type VariableLookUp = (variable: string, field: string) => string | undefined

/** The call with its variables filled in wherever a call file may look something up. A value is text: a `${` in it stays what it is. */
export function fillVariables(spec: CallSpec, lookUp: VariableLookUp): CallSpec {
  const fill = (text: string, field: string): string =>
    text.replace(lookUpPattern, (whole: string, name: string | undefined, _end: string | undefined, at: number) => {
      const variable = variableName.exec(name?.trim() ?? '')?.[1]
      const value = variable === undefined ? undefined : lookUp(variable, field)
      if (value === undefined) return whole
      // Together with the text behind it a `$` could begin a look-up of its own.
      const isOpen = value.endsWith('$') && text.charAt(at + whole.length) === '{'
      return `${value.replaceAll('${', () => '$${')}${isOpen ? '$' : ''}`
    })
  const fillValue = (value: ParameterValue, field: string): ParameterValue => {
    if (typeof value === 'string') return fill(value, field)
    if (Array.isArray(value)) return value.map((item, index) => fillValue(item, `${field}[${index}]`))
    if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fillValue(item, `${field}.${key}`)]))
    return value
  }
  const { session } = spec
  return {
    ...spec,
    endpoint: fill(spec.endpoint, 'endpoint'),
    parameters: Object.fromEntries(Object.entries(spec.parameters).map(([name, value]) => [name, fillValue(value, `parameters.${name}`)])),
    ...(session === undefined
      ? {}
      : {
          session: {
            ...session,
            ...(session.name === undefined ? {} : { name: fill(session.name, 'session.name') }),
            ...(session.sourceIdentity === undefined ? {} : { sourceIdentity: fill(session.sourceIdentity, 'session.sourceIdentity') }),
          },
        }),
  }
}
