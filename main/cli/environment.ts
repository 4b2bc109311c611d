/** `--env`: fills the variables of a call from the `env.yaml` files beside its file. It says what is not known before anything is sent. */
import { resolve } from 'node:path'
import type { CallSpec } from '../../shared/call'
import { usesVariables } from '../../shared/lookUps'
import { fillVariables } from '../call/variables'
import { environmentsBeside } from '../saved/beside'
import { lookUpIn, namesOf, unknownEnvironment } from '../saved/environments'
import type { CliContext } from './context'

/** Without `environment` a variable that an `env.yaml` holds is refused; others are those of the process. @throws AppError `input`. */
export async function withEnvironment(spec: CallSpec, file: string, environment: string | undefined, { settings }: Pick<CliContext, 'settings'>): Promise<CallSpec> {
  if (environment === undefined && !usesVariables(spec)) return spec
  const files = await environmentsBeside(resolve(file === '-' ? 'call.yaml' : file), settings.now().savedFolder)
  if (environment !== undefined && !namesOf(files).includes(environment)) throw unknownEnvironment(files, environment, '--env')
  return fillVariables(spec, lookUpIn(files, environment))
}
