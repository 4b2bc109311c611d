/** What every command is given: the terminal, the engine on demand, and the operator's wish to stop. */
import type { Redactor } from '../../shared/redact'
import type { Engine } from '../compose'
import type { PracticeCloud, PracticeOptions } from '../practice/practice'
import type { SettingsFile } from '../settings'
import type { Output, Terminal } from './terminal'

export interface CliDeps extends Terminal {
  version: string
  redactor: Redactor
  settings: SettingsFile
  /** Builds the engine; called once, by the first command that needs it. */
  openEngine: () => Engine
  startPractice: (options: PracticeOptions) => Promise<PracticeCloud>
  /** Aborted by the first SIGINT or SIGTERM. */
  signal: AbortSignal
  /** Milliseconds since 1970. */
  clock?: () => number
}

export interface CliContext extends CliDeps {
  output: Output
  engine: () => Engine
  /** Told by a command that ends with another status than 0. */
  endWith: (status: number) => void
}
