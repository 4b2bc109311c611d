/** `env.yaml`: the named environments of a folder and what their variables hold. It refuses what looks like a secret, and never falls back to another environment. */
import * as v from 'valibot'
import { isMap, isScalar, LineCounter, parseDocument, type Document, type Node } from 'yaml'
import { AppError } from '../../shared/errors'
import { environmentLimits, holdsSecret, isVariableName, looksSecret } from '../../shared/environments'
import { environmentCode, environmentFile, EnvironmentName } from '../../shared/saved'
import { say, type Said, type Words } from '../../shared/words'
import type { VariableLookUp } from '../call/variables'

/** One file: its path as the operator knows it, and its environments. */
export interface EnvironmentFile {
  path: string
  environments: ReadonlyMap<string, ReadonlyMap<string, string>>
}

const isName = (name: string): boolean => v.is(EnvironmentName, name)

/**
 * Reads `environments: { test: { NAME: value } }`.
 * @throws AppError `input` with the file, the line and the field of the first thing that is wrong.
 */
export function readEnvironments(text: string, path: string): EnvironmentFile {
  const lines = new LineCounter()
  const wrong = (why: Words, at?: number, field?: string): AppError => {
    const line = at === undefined ? undefined : lines.linePos(at).line
    return new AppError('input', line === undefined ? say`${path}: ${why}` : say`${path}, line ${line}: ${why}`, { next: say`Correct ${path}.`, about: { code: environmentCode, ...(field === undefined ? {} : { field }), ...(line === undefined ? {} : { line }) } })
  }
  if (text.length > environmentLimits.length) throw wrong(say`It has ${text.length} characters; at most ${environmentLimits.length} are read.`)
  const document: Document<Node> = parseDocument(text, { lineCounter: lines, stringKeys: true, uniqueKeys: true, prettyErrors: false, logLevel: 'error' })
  const [broken] = [...document.errors, ...document.warnings]
  if (broken) throw wrong(broken.code === 'DUPLICATE_KEY' ? say`This name stands twice.` : broken.message, broken.pos[0])

  const environments = new Map<string, Map<string, string>>()
  const top = membersOf(document.contents)
  const [other] = (top ?? []).filter(({ name }) => name !== 'environments' && name !== 'rolecall')
  if (other) throw wrong(say`${other.name} is not known here; environments: stands at the top.`, other.at, other.name)
  const named = membersOf(top?.find(({ name }) => name === 'environments')?.value)
  if (named === undefined) throw wrong(say`environments: with a map of named environments is expected.`)
  if (named.length > environmentLimits.environments) throw wrong(say`It has ${named.length} environments; at most ${environmentLimits.environments} are read.`)
  for (const { name, value, at } of named) {
    if (!isName(name)) throw wrong(say`${JSON.stringify(name)} is no name of an environment: letters, digits, dots, dashes and underscores.`, at, `environments.${name}`)
    const members = isEmpty(value) ? [] : membersOf(value)
    if (members === undefined) throw wrong(say`A map of variables is expected for ${name}.`, at, `environments.${name}`)
    if (members.length > environmentLimits.variables) throw wrong(say`${name} has ${members.length} variables; at most ${environmentLimits.variables} are read.`, at, `environments.${name}`)
    environments.set(name, new Map(members.map((member) => [member.name, valueOf(member, (why) => wrong(why, member.at, `environments.${name}.${member.name}`))])))
  }
  return { path, environments }
}

interface Member {
  name: string
  value: unknown
  at: number
}

function membersOf(node: unknown): Member[] | undefined {
  if (!isMap(node)) return undefined
  return node.items.flatMap(({ key, value }) => (isScalar(key) ? [{ name: String(key.value), value, at: key.range?.[0] ?? 0 }] : []))
}

const isEmpty = (node: unknown): boolean => node === null || (isScalar(node) && node.value === null)

/** A number or a word stays as it is written, with every digit. */
function valueOf({ name, value }: Member, wrong: (why: Said) => AppError): string {
  if (!isVariableName(name)) throw wrong(say`${JSON.stringify(name)} is no name of a variable: letters, digits and underscores.`)
  if (looksSecret(name)) throw wrong(say`${name} looks like a secret; this file is no place for one.`)
  if (!isScalar(value) || value.value === null) throw wrong(say`${name} needs a value: text, a number, true or false.`)
  const text = typeof value.value === 'string' ? value.value : (value.source ?? '')
  if (text.length > environmentLimits.value) throw wrong(say`${name} has ${text.length} characters; at most ${environmentLimits.value} are read.`)
  if (holdsSecret(text)) throw wrong(say`The value of ${name} looks like a key or a secret; this file is no place for one.`)
  return text
}

/**
 * How variables are looked up in the files of a folder and those above it, the nearest first.
 * Without any file everything is left to the environment of the process.
 */
export function lookUpIn(files: readonly EnvironmentFile[], environment: string | undefined): VariableLookUp {
  const known = namesOf(files)
  const nearest = files[0]
  return (variable, field) => {
    if (nearest === undefined) return undefined
    if (environment === undefined) {
      const holder = files.find(({ environments }) => [...environments.values()].some((variables) => variables.has(variable)))
      if (holder === undefined) return undefined
      throw new AppError('input', say`${field}: the variable ${variable} of ${holder.path} depends on the environment, and none is chosen.`, { next: say`Choose one of ${known.join(', ')}.`, about: { field, code: environmentCode } })
    }
    for (const { environments } of files) {
      const value = environments.get(environment)?.get(variable)
      if (value !== undefined) return value
    }
    if (!known.includes(environment)) throw unknownEnvironment(files, environment, field)
    const place = files.find(({ environments }) => environments.has(environment)) ?? nearest
    throw new AppError('input', say`${field}: the environment ${environment} has no variable ${variable} in ${either(files)}.`, { next: say`Write ${variable} under ${environment} in ${place.path}, or choose another environment.`, about: { field, code: environmentCode } })
  }
}

export const namesOf = (files: readonly EnvironmentFile[]): string[] => [...new Set(files.flatMap(({ environments }) => [...environments.keys()]))].sort()

export function unknownEnvironment(files: readonly EnvironmentFile[], environment: string, field: string): AppError {
  const names = namesOf(files)
  return new AppError('input', files.length === 0 ? say`${field}: There is no env.yaml for the environment ${environment}.` : say`${field}: ${either(files)} has no environment ${environment}.`, {
    next: names.length === 0 ? say`Write environments into an env.yaml beside the call file.` : say`Choose one of ${names.join(', ')}.`,
    about: { field, code: environmentCode },
  })
}

const either = (files: readonly EnvironmentFile[]): Words => files.slice(1).reduce<Words>((told, { path }) => say`${told} or ${path}`, files[0]?.path ?? environmentFile)
