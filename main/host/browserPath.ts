/** Finds an installed Chromium, Chrome or Edge by the places where they are usually installed. It installs and starts nothing. */
import { accessSync, constants, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** Places to look, best first. Debian's /usr/bin/chromium is a shell script that adds flags of its own, so the program behind it comes first. */
export function browserPlaces(platform: NodeJS.Platform, env: NodeJS.ProcessEnv, home = homedir()): string[] {
  if (platform === 'darwin') {
    const names = ['Chromium', 'Google Chrome', 'Microsoft Edge']
    return ['/Applications', join(home, 'Applications')].flatMap((folder) => names.map((name) => `${folder}/${name}.app/Contents/MacOS/${name}`))
  }
  if (platform === 'win32') {
    const programs = ['Chromium\\Application\\chrome.exe', 'Google\\Chrome\\Application\\chrome.exe', 'Microsoft\\Edge\\Application\\msedge.exe']
    const folders = [env['ProgramFiles'], env['ProgramFiles(x86)'], env['LOCALAPPDATA']].filter((folder) => folder !== undefined)
    return programs.flatMap((program) => folders.map((folder) => `${folder}\\${program}`))
  }
  return [
    '/usr/lib/chromium/chromium',
    '/usr/lib/chromium-browser/chromium-browser',
    '/usr/lib64/chromium-browser/chromium-browser',
    '/opt/google/chrome/chrome',
    '/opt/microsoft/msedge/msedge',
    ...(env['PATH'] ?? '').split(':').filter(Boolean).flatMap((folder) =>
      ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'].map((name) => join(folder, name)),
    ),
  ]
}

const isProgram = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

/** Path of the browser to use: what `ROLECALL_BROWSER` names (also where that is missing, so that starting it says so), else the first one installed; undefined where none is. */
export function findBrowser(env: NodeJS.ProcessEnv = process.env, platform: NodeJS.Platform = process.platform): string | undefined {
  return env['ROLECALL_BROWSER'] || browserPlaces(platform, env).find(isProgram)
}

/** Whether there is a screen to show a window on. Windows and macOS always have one. */
export function hasDisplay(env: NodeJS.ProcessEnv = process.env, platform: NodeJS.Platform = process.platform): boolean {
  return platform === 'win32' || platform === 'darwin' || Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY'])
}
