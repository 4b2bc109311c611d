/** Reads the command line of Electron's executable: `electron [-r file] [--switch[=value]] <folder or main file> [--switch …]`. It decides nothing. */

export interface HostArguments {
  /** Modules to load before main, as given. */
  requires: string[]
  /** Every `--name[=value]`, before and after the application. */
  switches: Map<string, string>
  /** Port of Node's inspector, 0 for any; undefined where none was asked for. */
  inspectPort?: number
  /** Folder or main file of the application, as given; undefined where none was named. */
  application?: string
}

export function parseArguments(argv: readonly string[]): HostArguments {
  const parsed: HostArguments = { requires: [], switches: new Map() }
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at] ?? ''
    const [, name, value = ''] = /^--([^=]+)(?:=(.*))?$/s.exec(word) ?? []
    if (word === '-r' || word === '--require') parsed.requires.push(argv[++at] ?? '')
    else if (name === 'inspect' || name === 'inspect-brk') parsed.inspectPort = Number(value.split(':').at(-1) || '9229')
    else if (name !== undefined) parsed.switches.set(name, value)
    else parsed.application ??= word
  }
  return parsed
}
