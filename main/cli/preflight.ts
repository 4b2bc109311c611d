/** `rolecall preflight`: what a call needs of RAM, what its role has of it in each account, and, with `--fix --yes`, what is missing given by exactly the requests that are printed. */
import { Option, type Command } from 'commander'
import * as v from 'valibot'
import { adminText } from '../../shared/adminText'
import type { CallSpec } from '../../shared/call'
import { AccountId, RoleTemplate } from '../../shared/credentials'
import { AppError } from '../../shared/errors'
import type { OperationNeeds } from '../../shared/permission'
import { grants, type AccountPermission, type Grant, type MendOutcome, type MendPlan, type Preflight } from '../../shared/preflight'
import { inWords, spelled } from '../../shared/words'
import { placedBeside, readCallFile } from '../call/callFile'
import type { CliContext } from './context'
import { withEnvironment } from './environment'
import { exitStatus } from './exit'
import { readText } from './readText'
import { table } from './terminal'

interface PreflightFlags {
  account?: string[]
  role?: string
  env?: string
  through?: string
  needs?: boolean
  fix?: boolean
  grant: Grant
  yes?: boolean
  adminText?: boolean
  json?: boolean
}

const notes = `
The policies of a role are read as the role itself, or as the role of --through where the role may not read them.
Control policies of the resource directory are not read.
--fix plans what creates a missing role and attaches a missing policy, as the role of --through, and prints every request;
--yes sends just that, once, and checks again. Roles that exist but do not trust the caller, and statements that deny, are left to people.
Exit status: 0 where every account may run the call; 3 where one may not, or it is not known; 2, 1 and 130 as everywhere.`

export function addPreflight(program: Command, context: CliContext): void {
  program
    .command('preflight')
    .description('say what the call of a file needs of RAM and what its role has of it in each account')
    .argument('<file>', 'the call file (YAML); - is standard input')
    .option('--account <uid...>', 'check these accounts instead of the file’s')
    .option('--role <template>', 'check this role instead of the file’s')
    .option('--env <name>', 'fill ${env.NAME} from this environment of the env.yaml beside the call file, or above it')
    .option('--through <template>', 'a role in the same accounts that reads, and with --fix creates and attaches')
    .option('--needs', 'print the needed actions and policies alone; sends nothing')
    .option('--fix', 'print the requests that would give what is missing; sends them with --yes')
    .addOption(new Option('--grant <policy>', 'what --fix attaches: the smallest custom policy, the system policy, or what the role usually has').choices([...grants]).default('custom'))
    .option('--yes', 'send what --fix prints')
    .option('--admin-text', 'print a text for the administrator: what to create and attach where')
    .option('--json', 'print one JSON object')
    .addHelpText('after', notes)
    .action((file: string, flags: PreflightFlags) => preflight(file, flags, context))
}

async function preflight(file: string, flags: PreflightFlags, context: CliContext): Promise<void> {
  const { engine, output, signal, endWith } = context
  const { through, grant, fix = false, yes = false } = flags
  const isJson = flags.json === true
  const spec = await withEnvironment(override(placedBeside(readCallFile(await readText(file, context)), file === '-' ? 'call.yaml' : file), flags), file, flags.env, context)
  checkRole(through, 'through')
  const { permission } = engine()
  if (flags.needs === true) {
    const needs = await permission.needs(spec)
    return output.print(isJson ? JSON.stringify(needs) : needsText(needs))
  }
  if (fix && through === undefined) throw new AppError('input', '--fix needs a role that creates and attaches.', { next: 'Add --through ROLE, such as --through ResourceDirectoryAccountAccessRole.', about: { field: 'through' } })
  const check = (): Promise<Preflight> => permission.preflight({ spec, ...(through === undefined ? {} : { through }) }, { signal })
  let found = await check()
  let mended: { plan: MendPlan; outcomes?: MendOutcome[] } | undefined
  if (fix && through !== undefined && found.state === 'finished') {
    const plan = await permission.planMend({ spec, through, grant }, signal)
    mended = { plan }
    if (!isJson) output.print(planText(plan))
    if (yes && plan.steps.length > 0) {
      const outcomes = await permission.applyMend(plan, signal)
      mended = { plan, outcomes }
      if (!isJson) output.print(outcomesText(plan, outcomes))
      found = await check()
    } else if (plan.steps.length > 0) output.say('Nothing was sent: --yes sends exactly these requests.')
  }
  endWith(found.state === 'cancelled' ? exitStatus.cancelled : found.accounts.every(({ cause }) => cause === 'allowed') ? exitStatus.complete : exitStatus.incomplete)
  if (isJson) return output.print(JSON.stringify({ ...found, ...mended }, spelled))
  if (flags.adminText === true) return output.print(found.remedy === undefined ? 'The profile speaks for itself; no role is concerned.' : adminText(found.remedy, `${spec.product} ${spec.operation}`, found.accounts, grant, 'en', inWords) || 'Nothing is missing.')
  if (mended === undefined) output.print(`${needsText(found.needs)}\n`)
  output.print(verdictText(found.accounts))
  const allowed = found.accounts.filter(({ cause }) => cause === 'allowed').length
  output.say(`${allowed} of ${found.accounts.length} accounts may run ${spec.product} ${spec.operation} (${(found.elapsedMs / 1000).toFixed(1)} s)`)
}

function override(spec: CallSpec, { account, role }: PreflightFlags): CallSpec {
  const wrong = account?.find((uid) => !v.is(AccountId, uid))
  if (wrong !== undefined) throw new AppError('input', `${JSON.stringify(wrong)} is no account UID.`, { next: 'A UID has 16 digits.', about: { field: 'account' } })
  checkRole(role, 'role')
  return { ...spec, ...(account === undefined ? {} : { accounts: account }), ...(role === undefined ? {} : { role }) }
}

function checkRole(role: string | undefined, field: string): void {
  if (role !== undefined && !v.is(RoleTemplate, role)) throw new AppError('input', `${JSON.stringify(role)} is no role.`, { next: 'Give a role name, or an ARN such as acs:ram::${account.id}:role/ops.', about: { field } })
}

function needsText({ actions, systemPolicy, customPolicy, dryRun, operation }: OperationNeeds): string {
  return [
    table(['RAM ACTION', 'KNOWN FROM'], actions.map(({ action, source }) => [action, source])),
    `\nSystem policy that most likely allows it: ${systemPolicy ?? 'none is known'}`,
    `\nThe smallest policy that allows it:\n${customPolicy}`,
    ...(dryRun === undefined ? [] : [`\n${operation} has a dry run of its own: rolecall run FILE --set ${dryRun}=true checks parameters and permissions and changes nothing.`]),
  ].join('\n')
}

const nameOf = ({ accountId, accountName }: { accountId: string; accountName?: string }): string => (accountName === undefined ? accountId : `${accountId} ${accountName}`)

const verdictText = (accounts: readonly AccountPermission[]): string =>
  table(
    ['ACCOUNT', 'VERDICT', 'CAUSE', 'DECIDED BY', 'WHAT IT MEANS'],
    accounts.map((account) => {
      const decided = account.evaluations.find(({ verdict }) => verdict === account.verdict)?.deciding
      return [nameOf(account), account.verdict, account.cause, decided === undefined ? '' : `${decided.policyName} #${decided.index + 1}`, inWords(account.says)]
    }),
  )

/** Every request with every parameter. */
const planText = ({ steps, refused, through }: MendPlan): string =>
  [
    ...steps.map((step) => `${step.product} ${step.version} ${step.operation}  account ${nameOf(step)}  as ${through}\n${Object.entries(step.parameters).map(([name, value]) => `  ${name}=${value}`).join('\n')}`),
    ...refused.map((one) => `not changed: ${nameOf(one)}: ${inWords(one.says)}`),
  ].join('\n')

const outcomesText = ({ steps }: MendPlan, outcomes: readonly MendOutcome[]): string =>
  table(
    ['ACCOUNT', 'REQUEST', 'STATUS', ''],
    outcomes.map(({ step, status, says = '' }) => {
      const sent = steps[step]
      return [sent === undefined ? '' : nameOf(sent), sent?.operation ?? '', status, inWords(says)]
    }),
  )
