import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { createProgram } from '../../../main/cli/program'
import { createOutput } from '../../../main/cli/terminal'
import { commandLineWords, firstWords } from '../../../main/cli/words'
import { createRedactor } from '../../../shared/redact'
import type { CliContext } from '../../../main/cli/context'

/** The program as it is built for help: nothing of it runs. */
const program = createProgram({ version: '1', output: createOutput({ stdout: new PassThrough(), stderr: new PassThrough() }, createRedactor()) } as CliContext)
const packaged = (...words: string[]): string[] | undefined => commandLineWords(['/opt/Rolecall/rolecall', ...words], true)

describe('the words an application is started with', () => {
  it('are a command line where the first is a command, all of which are known', () => {
    const commands = program.commands.flatMap((command) => [command.name(), ...command.aliases()])
    expect([...firstWords].filter((word) => !word.startsWith('-') && word !== 'help').sort()).toEqual(commands.sort())
    for (const command of commands) expect(packaged(command, '--help')).toEqual([command, '--help'])
    for (const word of ['--help', '-h', '--version', '-V', 'help']) expect(packaged(word)).toEqual([word])
  })

  it('are a command line after the marker, whatever they are, and also behind what launchers put in front', () => {
    expect(packaged('--cli')).toEqual([])
    expect(packaged('--cli', '--', 'run', '--', 'a.yaml')).toEqual(['run', '--', 'a.yaml'])
    expect(packaged('--no-sandbox', '--ozone-platform=headless', '--cli', '--', 'nothing')).toEqual(['nothing'])
    expect(packaged('--no-sandbox', 'run', 'a.yaml')).toEqual(['run', 'a.yaml'])
  })

  it('come after the name of the application where it is not packaged', () => {
    expect(commandLineWords(['electron', '.', 'run', 'a.yaml'], false)).toEqual(['run', 'a.yaml'])
    expect(commandLineWords(['electron', 'run'], false)).toBeUndefined()
  })

  it.each<[string, string[]]>([
    ['nothing', []],
    ['the practice cloud', ['--practice']],
    ['the practice cloud of an AppImage without a sandbox', ['--no-sandbox', '--practice']],
    ['a call file', ['/home/a/daily.rolecall']],
    ['a file that is named like a command', ['/home/a/run']],
    ['a call file that is named like a command', ['run.rolecall']],
    ['a file on Windows that is named like the marker', ['C:\\calls\\--cli']],
    ['a link', ['rolecall://call?product=Ecs']],
    ['a link that names a command', ['rolecall:run']],
    ['a link that smuggles in the marker', ['rolecall://call', '--cli', '--', 'run', '/tmp/a.yaml']],
    ['a link behind a switch of Chromium', ['--no-sandbox', 'rolecall://call', 'run']],
    ['a command that is not the first word', ['/home/a/daily.rolecall', 'run']],
  ])('are none for %s', (_what, words) => expect(packaged(...words)).toBeUndefined())
})

describe('an option of the command line', () => {
  it('is none by which Chromium would take the application for one of its children, or open it to others', () => {
    const all = [program, ...program.commands, ...program.commands.flatMap(({ commands }) => commands)]
    const names = new Set(all.flatMap(({ options }) => options.map(({ long }) => long)))
    expect(names.size).toBeGreaterThan(40)
    for (const name of ['--type', '--no-sandbox', '--remote-debugging-port', '--remote-debugging-pipe', '--user-data-dir', '--proxy-server', '--log-file', '--headless', '--lang']) expect(names.has(name)).toBe(false)
  })
})
