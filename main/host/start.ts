/** What `npm start` runs: builds where sources are newer, decides what the window runs in, and opens it; without a screen it does the main job off screen instead. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { hasDisplay } from './browserPath'
import { buildWhereOlder } from './build'
import { chooseHost, type Host } from './chooseHost'
import { isRoot } from './packages'
import { root } from './root'
import { say } from './runTool'
import { runTour } from './tour'

const usage = `npm start -- [options]

  --practice    open with the practice cloud connected
  --headless    show no window: do the main job off screen, write a CSV and a picture
  --out DIR     where --headless writes them (default: a new temporary folder)
  --help        this text`

const fail = (sentence: string, code = 1): never => {
  process.stderr.write(`${sentence}\n`)
  process.exit(code)
}

const readOptions = (): { practice?: boolean; headless?: boolean; out?: string; help?: boolean } => {
  try {
    return parseArgs({ options: { practice: { type: 'boolean' }, headless: { type: 'boolean' }, out: { type: 'string' }, help: { type: 'boolean' } } }).values
  } catch (error) {
    return fail(`${(error as Error).message}\n\n${usage}`, 2)
  }
}

/** Opens the window and stays until it is closed; ends with its exit status. */
function openWindow(host: Exclude<Host, { kind: 'none' }>, args: string[]): void {
  const [program, programArgs] =
    host.kind === 'electron' ? [host.path, [...(isRoot() ? ['--no-sandbox'] : []), root, ...args]] : [process.execPath, ['--no-warnings', join(root, 'out', 'host', 'boot.js'), root, ...args]]
  const child = spawn(program, programArgs, { stdio: 'inherit', env: host.kind === 'chromium' ? { ...process.env, ROLECALL_BROWSER: host.path } : process.env })
  // A terminal tells the whole group; a supervisor tells only this process.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal))
  child.on('error', (error) => fail(`${program} could not be started: ${error.message}`))
  child.on('exit', (code) => process.exit(code ?? 1))
}

const options = readOptions()
if (options.help) {
  say(usage)
  process.exit(0)
}
if (!(await buildWhereOlder())) process.exit(1)
const isHeadless = options.headless === true || !hasDisplay()
const host = await chooseHost(isHeadless)
if (host.kind === 'none') fail(host.why)
else {
  say(`Rolecall runs in ${host.kind === 'electron' ? 'Electron' : `the browser ${host.path}`}: ${host.why}.`)
  if (!isHeadless) openWindow(host, options.practice ? ['--practice'] : [])
  else {
    say(options.headless ? 'Doing the main job off screen:' : 'There is no display, so the main job is done off screen:')
    if (host.kind === 'chromium') process.env['ROLECALL_BROWSER'] = host.path
    await runTour({ isShown: host.kind === 'electron', ...(options.out === undefined ? {} : { out: options.out }) }).catch((error: unknown) => fail((error as Error).message))
    say(`For a window, ${hasDisplay() ? 'run npm start without --headless' : 'run npm start on a desktop, or set DISPLAY'}.`)
    process.exit(0)
  }
}
