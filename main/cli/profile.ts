/** `rolecall profile`: identities of this machine. A secret is read from standard input or the official variables, never from an argument, and never printed. */
import type { Command } from 'commander'
import { Option } from 'commander'
import * as v from 'valibot'
import { NewProfile, type ProfileSummary } from '../../shared/credentials'
import { AppError, fromWire } from '../../shared/errors'
import { sayIssue } from '../../shared/issueWords'
import { inWords } from '../../shared/words'
import { accessTokenVariable } from '../credentials/profiles'
import type { CliContext } from './context'
import { keyIdVariable, readSecret, secretVariable, tokenVariable } from './secret'
import { table } from './terminal'

interface AddOptions {
  kind: NewProfile['kind']
  accessKeyId?: string
  region?: string
  endpoint?: string[]
  readOnly?: true
  instance?: string
  idaasRegion?: string
  role?: string[]
  source?: string
  duration?: number
  externalId?: string
  sourceIdentity?: string
  clientId?: string
  tokenUrl?: string
  deviceUrl?: string
}

const addNotes = `
Kinds:
  accesskey  --access-key-id; its secret is read from standard input (without echo on a terminal) or ${secretVariable}
  sts        a pasted session, in memory only: each command takes ${keyIdVariable},
             ${secretVariable} and ${tokenVariable}
  idaas      --instance and --role; with --client-id and --token-url a sign-in by device code, whose refresh token goes to
             the keychain; else each command takes the access token from ${accessTokenVariable}
  role       --source, and one --role for each hop of the chain (at most 5)
Where there is no keychain the profile is stored without its secret; commands then take it from
${keyIdVariable} and ${secretVariable}.`

export function addProfile(program: Command, context: CliContext): void {
  const { engine, output, signal } = context
  const profile = program.command('profile').description('add, list, verify, rename and remove profiles')
  profile
    .command('add')
    .description('add a profile; its secret goes to the keychain')
    .argument('<name>', 'letters, digits, dots, dashes and underscores')
    .addOption(new Option('--kind <kind>', 'how the profile proves who it is').choices(['accesskey', 'sts', 'idaas', 'role']).default('accesskey'))
    .option('--access-key-id <id>', 'the AccessKey ID; the secret is never an argument')
    .option('--region <id>', 'the region of calls that name none (default cn-hangzhou)')
    .option('--endpoint <product=url...>', 'an endpoint of the profile’s own; product * is all')
    .option('--read-only', 'refuse every change')
    .option('--instance <id>', 'the IDaaS instance')
    .option('--idaas-region <id>', 'the region of the IDaaS instance (default cn-hangzhou)')
    .option('--role <arn...>', 'the role ARN; for kind role one for each hop')
    .option('--source <profile>', 'the profile that assumes the first role')
    .option('--duration <seconds>', 'how long the last session lasts, 900 to 43200', Number)
    .option('--external-id <id>', 'the external ID that the last role asks for')
    .option('--source-identity <name>', 'the source identity of the whole chain')
    .option('--client-id <id>', 'the application that signs in to IDaaS')
    .option('--token-url <url>', 'the token endpoint of IDaaS')
    .option('--device-url <url>', 'the device endpoint of IDaaS (default: beside the token endpoint)')
    .addHelpText('after', addNotes)
    .action((name: string, options: AddOptions) => add(name, options, context))
  profile
    .command('list')
    .description('list the profiles')
    .option('--json', 'print one JSON list')
    .action(async ({ json }: { json?: boolean }) => {
      const profiles = await engine().credentials.list()
      if (json === true) return output.print(JSON.stringify(profiles))
      output.print(profiles.length === 0 ? 'No profile is stored.' : table(['PROFILE', 'KIND', 'KEY', 'ACCOUNT', 'REGION', 'SECRET'], profiles.map((one) => [one.name, one.kind, one.maskedKeyId, one.accountId ?? 'not verified', one.regionId, one.secret])))
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
    .command('sign-in')
    .description('sign in to IDaaS by device code')
    .argument('<name>')
    .action((name: string) => signIn(name, context))
  profile
    .command('import')
    .description('take over profiles of the official tools: their variables and ~/.aliyun/config.json')
    .argument('[names...]', 'what to take over; without a name: list what is offered')
    .option('--json', 'print JSON')
    .action((names: string[], { json }: { json?: boolean }) => importProfiles(names, json === true, context))
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

async function add(name: string, options: AddOptions, context: CliContext): Promise<void> {
  const given = withoutSecrets(name, options)
  // Everything but the secret is checked first, so that nobody types one in vain.
  check({ ...given, ...(standIns[options.kind]) })
  const secrets = await secretsOf(options, context)
  for (const secret of Object.values(secrets)) context.redactor.learn(secret)
  const added = await keepProfile(check({ ...given, ...secrets }), context).catch((thrown: unknown) => {
    // An endpoint that cannot be read is a wrong argument here, not a wrong answer of the network.
    throw thrown instanceof AppError && thrown.kind === 'endpoint' ? new AppError('input', `--endpoint: ${thrown.message}`, { about: thrown.about, next: thrown.next ?? 'Correct --endpoint.' }) : thrown
  })
  context.output.print(stored(added))
  if (added.kind === 'sts') context.output.say(`A session lives in memory only. Set ${keyIdVariable}, ${secretVariable} and ${tokenVariable} for each command.`)
  if (added.kind === 'idaas') context.output.say(added.signIn === undefined ? `Set ${accessTokenVariable} for each command.` : `Sign in with: rolecall profile sign-in ${added.name}`)
}

/** The arguments as a profile without its secrets. */
function withoutSecrets(name: string, options: AddOptions): Record<string, unknown> {
  const { kind, region, endpoint = [], readOnly, role = [], duration, externalId } = options
  const filled = (fields: Record<string, unknown>): Record<string, unknown> => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
  const common = filled({ name, kind, endpoints: Object.fromEntries(endpoint.map(readEndpointOption)), regionId: region, isReadOnly: readOnly })
  switch (kind) {
    case 'accesskey':
    case 'sts':
      return { ...common, accessKeyId: options.accessKeyId ?? '' }
    case 'idaas': {
      const signsIn = options.clientId !== undefined || options.tokenUrl !== undefined
      const signIn = signsIn ? filled({ clientId: options.clientId ?? '', tokenUrl: options.tokenUrl ?? '', deviceUrl: options.deviceUrl }) : undefined
      return { ...common, ...filled({ instanceId: options.instance ?? '', roleArn: role[0] ?? '', idaasRegionId: options.idaasRegion, durationSeconds: duration, signIn }) }
    }
    case 'role': {
      const last = role.length - 1
      const hops = role.map((roleArn, index) => ({ roleArn, ...(index === last ? filled({ durationSeconds: duration, externalId }) : {}) }))
      return { ...common, ...filled({ source: options.source ?? '', hops, sourceIdentity: options.sourceIdentity }) }
    }
  }
}

/** What stands for the secrets while the rest is checked. */
const standIns: Record<NewProfile['kind'], Record<string, string>> = {
  accesskey: { accessKeySecret: 'x'.repeat(30) },
  sts: { accessKeySecret: 'x'.repeat(30), securityToken: 'x'.repeat(30) },
  idaas: {},
  role: {},
}

async function secretsOf({ kind, accessKeyId = '' }: AddOptions, context: CliContext): Promise<Record<string, string>> {
  if (kind === 'accesskey') return { accessKeySecret: await readSecret(context, accessKeyId, context.signal) }
  if (kind !== 'sts') return {}
  const { [secretVariable]: accessKeySecret = '', [tokenVariable]: securityToken = '' } = context.env
  const missing = [[secretVariable, accessKeySecret] as const, [tokenVariable, securityToken] as const].find(([, value]) => value === '')?.[0]
  if (missing !== undefined) throw new AppError('input', `${missing} is not set.`, { about: { field: 'securityToken' }, next: `Set ${keyIdVariable}, ${secretVariable} and ${tokenVariable} to the session.` })
  return { accessKeySecret, securityToken }
}

async function signIn(name: string, { engine, output, signal }: CliContext): Promise<void> {
  const { credentials } = engine()
  const begun = await credentials.signIn(name, signal)
  if (begun.state === 'waiting') output.say(`Open ${begun.verificationUriComplete ?? begun.verificationUri} and enter the code ${begun.userCode} (until ${begun.expiresAt}).`)
  const stop = (): void => credentials.cancelSignIn(name)
  signal.addEventListener('abort', stop, { once: true })
  const ended = await credentials.signInEnded(name).finally(() => signal.removeEventListener('abort', stop))
  if (signal.aborted) throw new AppError('cancelled', 'The sign-in was cancelled.')
  if (ended.state === 'failed') throw fromWire(ended.error)
  if (ended.state === 'signedIn' && !ended.isKept) throw new AppError('keychain', 'The sign-in was made, and nothing of it could be kept: there is no keychain, or IDaaS gave no refresh token.', { about: { code: 'NotKept' }, next: `Set ${accessTokenVariable} for each command.` })
  output.print(`${name} is signed in`)
}

async function importProfiles(names: readonly string[], isJson: boolean, { engine, output }: CliContext): Promise<void> {
  const { credentials } = engine()
  const offered = await credentials.importable()
  if (names.length === 0) {
    if (isJson) return output.print(JSON.stringify(offered))
    return output.print(offered.length === 0 ? 'Nothing is offered.' : table(['NAME', 'KIND', 'KEY', 'FROM', 'PROBLEM'], offered.map((one) => [one.name, one.kind, one.maskedKeyId, one.from, one.problem === undefined ? '' : inWords(one.problem)])))
  }
  const ids = names.map((name) => {
    const found = offered.find((one) => one.name === name || one.id === name)
    if (!found) throw new AppError('input', `There is nothing to import named ${name}.`, { about: { field: 'names' }, next: offered.length === 0 ? 'Nothing is offered.' : `Choose among ${offered.map((one) => one.name).join(', ')}.` })
    return found.id
  })
  const { state } = await credentials.keychain()
  const { profiles, warning } = await credentials.importProfiles(ids, state === 'ready' ? 'keychain' : 'session')
  if (state !== 'ready') output.say(`The keychain is ${state}, so no secret is stored. Set ${keyIdVariable} and ${secretVariable} for each command.`)
  output.say(inWords(warning))
  output.print(isJson ? JSON.stringify(profiles) : profiles.map(stored).join('\n'))
}

/** Adds a profile, with its secret in the keychain where there is one; says which variables to set where there is none. */
export async function keepProfile(profile: NewProfile, { engine, output }: Pick<CliContext, 'engine' | 'output'>): Promise<ProfileSummary> {
  const { credentials } = engine()
  if (profile.kind !== 'accesskey') return credentials.add(profile)
  const { state, next } = await credentials.keychain()
  if (state === 'ready') return credentials.add(profile)
  const added = await credentials.add({ ...profile, keep: 'session' })
  output.say(`The keychain is ${state}, so the secret of ${profile.name} is not stored. Set ${keyIdVariable} and ${secretVariable} for each command.${next === undefined ? '' : ` ${inWords(next)}`}`)
  return added
}

const stored = ({ name, maskedKeyId }: ProfileSummary): string => (maskedKeyId === '' ? `${name} is stored` : `${name} is stored (${maskedKeyId})`)

function check(profile: unknown): NewProfile {
  const result = v.safeParse(NewProfile, profile)
  if (result.success) return result.output
  const issue = result.issues[0]
  const key = issue.path?.[0]?.key
  const field = typeof key === 'string' ? key : ''
  const option = { name: 'NAME', accessKeyId: '--access-key-id', regionId: '--region', endpoints: '--endpoint', accessKeySecret: 'the secret', securityToken: tokenVariable, instanceId: '--instance', roleArn: '--role', hops: '--role', source: '--source', durationSeconds: '--duration', sourceIdentity: '--source-identity', idaasRegionId: '--idaas-region', signIn: '--client-id and --token-url' }[field] ?? field
  throw new AppError('input', `${option}: ${inWords(sayIssue(issue))}`, { next: `Correct ${option}.`, about: { field } })
}

function readEndpointOption(text: string): [string, string] {
  const at = text.indexOf('=')
  if (at < 1 || at === text.length - 1) throw new AppError('input', `--endpoint ${JSON.stringify(text)}: PRODUCT=URL is expected, such as Ecs=ecs.cn-hangzhou.aliyuncs.com or "*=http://127.0.0.1:8080".`, { next: 'Correct --endpoint.', about: { field: 'endpoints' } })
  return [text.slice(0, at), text.slice(at + 1)]
}
