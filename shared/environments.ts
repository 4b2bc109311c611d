/** The environments of a folder's `env.yaml` as both processes see them: names, values, and what may not stand there. */
import * as v from 'valibot'
import { isSecretName } from './maskParameters'
import { createRedactor } from './redact'
import { EnvironmentName, SavedFolder, SavedHash } from './saved'
import { phrase } from './words'

/** Characters of a file, environments of a file, variables of an environment, characters of a value. */
export const environmentLimits = { length: 200_000, environments: 50, variables: 500, value: 4096 } as const

const variablePattern = /^[A-Za-z_][A-Za-z0-9_]*$/
const secretVariable = /SECRET|TOKEN|PASSWORD|PASSWD|PRIVATE_?KEY|CREDENTIAL/i
const redactor = createRedactor()

/** A variable that is not put into a call, whatever it holds. */
export const isSecretVariable = (name: string): boolean => secretVariable.test(name)
export const isVariableName = (name: string): boolean => variablePattern.test(name)
/** A name under which a file that lies beside call files would hold a secret. */
export const looksSecret = (name: string): boolean => isSecretVariable(name) || isSecretName(name)
/** A value shaped like a key, or that spells one out. */
export const holdsSecret = (value: string): boolean => redactor.text(value) !== value

export interface Environment {
  name: string
  /** In the order of the file. */
  variables: { name: string; value: string }[]
}
/** `hash` absent: there is no such file yet. */
export interface OpenedEnvironments {
  path: string
  hash?: string
  environments: Environment[]
}

const VariableName = v.pipe(v.string(), v.maxLength(200), v.regex(variablePattern, phrase('A variable is named with letters, digits and underscores.')))
const isDistinct = (named: { name: string }[]): boolean => new Set(named.map(({ name }) => name)).size === named.length

/** `was`: the name it had when the file was opened, so that a renamed one keeps its place and comments. */
const VariableEdit = v.strictObject({ was: v.exactOptional(VariableName), name: VariableName, value: v.pipe(v.string(), v.maxLength(environmentLimits.value)) })
export const EnvironmentEdit = v.strictObject({
  was: v.exactOptional(EnvironmentName),
  name: EnvironmentName,
  variables: v.pipe(v.array(VariableEdit), v.maxLength(environmentLimits.variables), v.check((variables) => isDistinct(variables), phrase('Two variables have the same name.'))),
})
export type EnvironmentEdit = v.InferOutput<typeof EnvironmentEdit>

/** `hash` absent: there was no file when the table was opened. */
export const SaveEnvironments = v.strictObject({
  folder: SavedFolder,
  hash: v.exactOptional(SavedHash),
  environments: v.pipe(v.array(EnvironmentEdit), v.maxLength(environmentLimits.environments), v.check((environments) => isDistinct(environments), phrase('Two environments have the same name.'))),
})
export type SaveEnvironments = v.InferOutput<typeof SaveEnvironments>

/** The file is not as it was when it was opened: nothing was written. */
export interface EnvironmentConflict {
  status: 'conflict'
  path: string
  mine: string
  /** Absent where the file is gone; without `environments` where it cannot be read as such. */
  theirs?: { text: string; hash: string; environments?: Environment[] }
}
export type EnvironmentOutcome = { status: 'saved'; path: string; hash: string } | EnvironmentConflict
