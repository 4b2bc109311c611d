/** Where Rolecall keeps its files. It creates nothing. */
import { resolve } from 'node:path'
import envPaths from 'env-paths'

/** The data folder: `ROLECALL_HOME` where it is set, else the system's own place for an application's data. */
export function findHome(env: Readonly<Record<string, string | undefined>>): string {
  const chosen = env['ROLECALL_HOME']
  return chosen === undefined || chosen === '' ? envPaths('Rolecall', { suffix: '' }).data : resolve(chosen)
}
