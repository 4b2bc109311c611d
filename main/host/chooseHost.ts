/** Decides what the window runs in: Electron where its binary is or can be had, else an installed browser. It starts neither. */
import { findBrowser, hasDisplay } from './browserPath'
import { electronFault, fetchElectron, findElectron } from './electronBinary'
import { canInstall, installCommand, installPackages } from './packages'

export type Host =
  | { kind: 'electron'; path: string; why: string }
  | { kind: 'chromium'; path: string; why: string }
  /** `why` is the sentence to end with. */
  | { kind: 'none'; why: string }

async function chooseElectron(): Promise<{ path: string } | { reason: string }> {
  if (process.env['ROLECALL_HOST'] === 'chromium') return { reason: 'ROLECALL_HOST asks for a browser' }
  const found = findElectron()
  const had = found === undefined ? await fetchElectron() : { path: found }
  if ('reason' in had) return { reason: `Electron's binary is not here and ${had.reason}` }
  const fault = await electronFault(had.path)
  return fault === undefined ? had : { reason: `Electron does not start here (${fault})` }
}

async function chooseBrowser(reason: string): Promise<Host> {
  const found = findBrowser()
  if (found !== undefined) return { kind: 'chromium', path: found, why: reason }
  if (canInstall() && (await installPackages(['chromium'], `${reason}, and no Chromium, Chrome or Edge is installed`))) {
    const installed = findBrowser()
    if (installed !== undefined) return { kind: 'chromium', path: installed, why: reason }
  }
  return { kind: 'none', why: `${reason}, and no Chromium, Chrome or Edge was found. Install one, then run this again: ${installCommand(['chromium'])}` }
}

/** `isHeadless`: no window is to be shown. Electron needs a display even then, so a browser comes first. */
export async function chooseHost(isHeadless: boolean): Promise<Host> {
  if (isHeadless) {
    const host = await chooseBrowser('nothing is to be shown on a screen, which Electron cannot do without')
    const path = findElectron()
    return host.kind === 'none' && path !== undefined && hasDisplay() ? { kind: 'electron', path, why: 'no browser is installed' } : host
  }
  const electron = await chooseElectron()
  return 'path' in electron ? { kind: 'electron', path: electron.path, why: 'its binary is here' } : chooseBrowser(electron.reason)
}
