/** `rolecall reach`: where a role can be assumed. */
import { resolve } from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import type { Command } from 'commander'
import * as v from 'valibot'
import { AccountId, RoleTemplate } from '../../shared/credentials'
import { AppError } from '../../shared/errors'
import { inWords, spelled } from '../../shared/words'
import { reachTable } from '../permission/reachMemory'
import type { CliContext } from './context'
import { exitStatus } from './exit'
import { table } from './terminal'

interface ReachOptions {
  profile: string
  role: string
  account?: string[]
  out?: string
  json?: boolean
}

export function addReach(program: Command, context: CliContext): void {
  program
    .command('reach')
    .description('test a role on member accounts by assuming it once in each; its sessions can do nothing')
    .requiredOption('--profile <name>')
    .requiredOption('--role <template>', 'a role name, or an ARN with ${account.id}')
    .option('--account <uid...>', 'only these accounts')
    .option('--out <file>', 'write the table as .csv or .json')
    .option('--json', 'print one JSON object')
    .action((options: ReachOptions) => reach(options, context))
}

async function reach({ profile, role, account, out, json }: ReachOptions, { engine, output, signal, endWith }: CliContext): Promise<void> {
  if (!v.is(RoleTemplate, role)) throw new AppError('input', `${JSON.stringify(role)} is no role.`, { next: 'Give a role name, or an ARN such as acs:ram::${account.id}:role/ops.', about: { field: 'role' } })
  const wrong = account?.find((uid) => !v.is(AccountId, uid))
  if (wrong !== undefined) throw new AppError('input', `${JSON.stringify(wrong)} is no account UID.`, { next: 'A UID has 16 digits.', about: { field: 'account' } })
  if (out !== undefined && !/\.(csv|json)$/i.test(out)) throw new AppError('input', `--out ${out}: the ending names no format.`, { next: 'Use .csv or .json.', about: { field: 'out' } })
  const matrix = await engine().permission.reach({ profile, role, ...(account === undefined ? {} : { accounts: account }) }, { signal })
  if (matrix.state === 'cancelled') endWith(exitStatus.cancelled)
  else if (matrix.results.some(({ status }) => status !== 'ok')) endWith(exitStatus.incomplete)
  if (json === true) output.print(JSON.stringify(matrix, spelled))
  else {
    output.print(table(['ACCOUNT', 'NAME', 'REACH', 'WHAT IT MEANS'], matrix.results.map(({ accountId, accountName = '', status, says, isInferred }) => [accountId, accountName, isInferred === true ? `${status} (inferred)` : status, inWords(says)])))
    const ok = matrix.results.filter(({ status }) => status === 'ok').length
    output.say(`${ok} of ${matrix.results.length} accounts can be reached as ${role} (${(matrix.elapsedMs / 1000).toFixed(1)} s)`)
  }
  if (out !== undefined) {
    const path = resolve(out)
    await writeFileAtomic(path, reachTable(matrix, /\.json$/i.test(out) ? 'json' : 'csv')).catch((cause: unknown) => {
      throw new AppError('storage', `${path} could not be written.`, { next: 'Choose another folder.', cause })
    })
    output.say(`written to ${path}`)
  }
}
