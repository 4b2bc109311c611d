/** Opens Rolecall for an end-to-end test, in a data folder that no other test uses. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { launchWindow, type Launched } from '../../main/host/launchWindow'

export interface RolecallOptions {
  /** Data folder; default: a fresh one that `close` removes. */
  home?: string
  /** Default true. */
  headless?: boolean
  env?: Record<string, string>
  /** `--practice` */
  args?: string[]
}

export interface LaunchedRolecall extends Launched {
  home: string
}

/** The window is open and shows a page when this resolves. */
export async function launchRolecall({ home, env = {}, ...options }: RolecallOptions = {}): Promise<LaunchedRolecall> {
  const folder = home ?? mkdtempSync(join(tmpdir(), 'rolecall-e2e-'))
  const launched = await launchWindow({ home: folder, env: { ROLECALL_OFFLINE: '1', ...env }, ...options })
  return {
    ...launched,
    home: folder,
    close: async () => {
      const code = await launched.close()
      if (home === undefined) rmSync(folder, { recursive: true, force: true })
      return code
    },
  }
}
