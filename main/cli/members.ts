/** `rolecall members`: the member accounts a profile can name, read from the resource directory now. */
import type { Command } from 'commander'
import type { CliContext } from './context'
import { table } from './terminal'

export function addMembers(program: Command, { engine, output, signal }: CliContext): void {
  program
    .command('members')
    .description('list the member accounts of the resource directory')
    .requiredOption('--profile <name>', 'the profile to ask as')
    .option('--json', 'print one JSON object')
    .action(async ({ profile, json }: { profile: string; json?: boolean }) => {
      const directory = await engine().credentials.directory(profile, { refresh: true, signal })
      if (json === true) return output.print(JSON.stringify(directory))
      const folders = new Map(directory.folders.map((folder) => [folder.folderId, folder]))
      const pathOf = (folderId: string | undefined, depth = 0): string => {
        const folder = folderId === undefined ? undefined : folders.get(folderId)
        if (folder === undefined || depth > folders.size) return ''
        const above = pathOf(folder.parentId, depth + 1)
        return above === '' ? folder.name : `${above}/${folder.name}`
      }
      output.print(
        table(
          ['ACCOUNT', 'NAME', 'STATUS', 'FOLDER'],
          directory.accounts.map(({ accountId, displayName, status, folderId, isManagement }) => [accountId, displayName, isManagement === true ? 'management' : status, pathOf(folderId)]),
        ),
      )
    })
}
