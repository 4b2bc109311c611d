/** `rolecall settings`: what is set on this machine, for the window and the command line alike. */
import type { Command } from 'commander'
import { AppError } from '../../shared/errors'
import { isSettingName, settingDefaults, settingNames, type SettingName } from '../../shared/settings'
import type { CliContext } from './context'
import { table } from './terminal'

export function addSettings(program: Command, { settings, output }: CliContext): void {
  const parent = program
    .command('settings')
    .description('show what is set')
    .option('--json', 'print one JSON object')
    .action(({ json }: { json?: boolean }) => {
      const now = settings.now()
      if (json === true) return output.print(JSON.stringify(now))
      output.print(table(['SETTING', 'VALUE', 'DEFAULT'], settingNames.map((name) => [name, shown(now[name]), shown(settingDefaults[name])])))
    })
  parent
    .command('set')
    .description('change one setting')
    .argument('<name>', 'as "rolecall settings" shows it')
    .argument('<value>', 'the new value; several are separated by commas')
    .action(async (name: string, value: string) => {
      const now = await settings.change({ [name]: readValue(name, value) })
      output.say(`${name} is ${shown(now[name as SettingName])}.`)
    })
  parent
    .command('reset')
    .description('give one setting its default again')
    .argument('<name>', 'as "rolecall settings" shows it')
    .action(async (name: string) => {
      const now = await settings.change({ [name]: defaultOf(name) })
      output.say(`${name} is ${shown(now[name as SettingName])}.`)
    })
}

const shown = (value: unknown): string => (Array.isArray(value) ? value.join(',') : String(value)) || '-'

function defaultOf(name: string): unknown {
  if (!isSettingName(name)) throw new AppError('input', `${JSON.stringify(name)} is no setting.`, { next: `Use one of ${settingNames.join(', ')}.`, about: { field: name } })
  return settingDefaults[name]
}

/** Text in the kind of the setting's default; whether it is in bounds is asked later. */
function readValue(name: string, text: string): unknown {
  const known = defaultOf(name)
  if (typeof known === 'number') return text.trim() === '' ? text : Number(text)
  return Array.isArray(known) ? text.split(',').map((part) => part.trim()).filter((part) => part !== '') : text
}
