/** `rolecall profile`: identities of this machine. A secret is read from standard input or the official variables, never from an argument, and never printed. */
import type { Command } from 'commander'
import { Option } from 'commander'
import * as v from 'valibot'
import { NewProfile, type ProfileSummary } from '../../shared/credentials'
import { AppError } from '../../shared/errors'
import type { CliContext } from './context'
import { keyIdVariable, readSecret, secretVariable } from './secret'
import { table } from './terminal'

interface AddOptions {
  accessKeyId: string
  region?: string
  endpoint?: string[]
}

const addNotes = `
The secret is read from standard input (without echo on a terminal) or from ${secretVariable}.
Where there is no keychain the profile is stored without its secret; commands then take it from
${keyIdVariable} and ${secretVariable}.`

export function addProfile(program: Command, context: CliContext): void {
  const { engine, output, signal } = context
  const profile = program.command('profile').description('add, list, verify, rename and remove profiles')
  profile
    .command('add')
    .description('add a profile; its secret goes to the keychain')
    .argument('<name>', 'letters, digits, dots, dashes and underscores')
    .addOption(new Option('--kind <kind>', 'how the profile proves who it is').choices(['accesskey']).default('accesskey'))
    .requiredOption('--access-key-id <id>', 'the AccessKey ID; the secret is never an argument')
    .option('--region <id>', 'the region of calls that name none (default cn-hangzhou)')
    .option('--endpoint <product=url...>', 'an endpoint of the profile’s own; product * is all')
    .addHelpText('after', addNotes)
    .action((name: string, options: AddOptions) => add(name, options, context))
  profile
    .command('list')
    .description('list the profiles')
    .option('--json', 'print one JSON list')
    .action(async ({ json }: { json?: boolean }) => {
      const profiles = await engine().credentials.list()
      if (json === true) return output.print(JSON.stringify(profiles))
      output.print(profiles.length === 0 ? 'No profile is stored.' : table(['PROFILE', 'KEY', 'ACCOUNT', 'REGION', 'SECRET'], profiles.map((one) => [one.name, one.maskedKeyId, one.accountId ?? 'not verified', one.regionId, one.secret])))
    })
  profile
    .command('verify')
    .description('ask Alibaba Cloud who the profile is')
    .argument('<name>')
    .option('--json', 'print one JSON object')
    .action(async (name: string, { json }: { json?: boolean }) => {
      const verified = await engine().credentials.verify(name, signal)
      output.print(json === true ? JSON.stringify(verified) : `${verified.name} is ${verified.arn ?? 'unknown'} of account ${verified.accountId ?? 'unknown'}`)
    })
  profile
    .command('rename')
    .description('give a profile another name')
    .argument('<name>')
    .argument('<new-name>')
    .action(async (name: string, newName: string) => {
      const renamed = await engine().credentials.rename(name, newName)
      output.print(`${name} is now ${renamed.name}`)
    })
  profile
    .command('remove')
    .description('remove a profile and its secret')
    .argument('<name>')
    .action(async (name: string) => {
      await engine().credentials.remove(name)
      output.print(`${name} is removed`)
    })
}

async function add(name: string, { accessKeyId, region, endpoint = [] }: AddOptions, context: CliContext): Promise<void> {
  const endpoints = Object.fromEntries(endpoint.map(readEndpointOption))
  const given = { name, kind: 'accesskey', accessKeyId, endpoints, ...(region === undefined ? {} : { regionId: region }) }
  // Everything but the secret is checked first, so that nobody types one in vain.
  check({ ...given, accessKeySecret: 'x'.repeat(30) })
  const accessKeySecret = await readSecret(context, accessKeyId, context.signal)
  context.redactor.learn(accessKeySecret)
  const added = await keepProfile(check({ ...given, accessKeySecret }), context).catch((thrown: unknown) => {
    // An endpoint that cannot be read is a wrong argument here, not a wrong answer of the network.
    throw thrown instanceof AppError && thrown.kind === 'endpoint' ? new AppError('input', `--endpoint: ${thrown.message}`, { about: thrown.about, next: thrown.next ?? 'Correct --endpoint.' }) : thrown
  })
  context.output.print(stored(added))
}

/** Adds a profile, with its secret in the keychain where there is one; says which variables to set where there is none. */
export async function keepProfile(profile: NewProfile, { engine, output }: Pick<CliContext, 'engine' | 'output'>): Promise<ProfileSummary> {
  const { credentials } = engine()
  const { state, next } = await credentials.keychain()
  if (state === 'ready') return credentials.add(profile)
  const added = await credentials.add({ ...profile, keep: 'session' })
  output.say(`The keychain is ${state}, so the secret of ${profile.name} is not stored. Set ${keyIdVariable} and ${secretVariable} for each command.${next === undefined ? '' : ` ${next}`}`)
  return added
}

const stored = ({ name, maskedKeyId }: ProfileSummary): string => `${name} is stored (${maskedKeyId})`

function check(profile: unknown): NewProfile {
  const result = v.safeParse(NewProfile, profile)
  if (result.success) return result.output
  const { message, path } = result.issues[0]
  const key = path?.[0]?.key
  const field = typeof key === 'string' ? key : ''
  const option = { name: 'NAME', accessKeyId: '--access-key-id', regionId: '--region', endpoints: '--endpoint', accessKeySecret: 'the secret' }[field] ?? field
  throw new AppError('input', `${option}: ${message}`, { next: `Correct ${option}.`, about: { field } })
}

function readEndpointOption(text: string): [string, string] {
  const at = text.indexOf('=')
  if (at < 1 || at === text.length - 1) throw new AppError('input', `--endpoint ${JSON.stringify(text)}: PRODUCT=URL is expected, such as Ecs=ecs.cn-hangzhou.aliyuncs.com or "*=http://127.0.0.1:8080".`, { next: 'Correct --endpoint.', about: { field: 'endpoints' } })
  return [text.slice(0, at), text.slice(at + 1)]
}
