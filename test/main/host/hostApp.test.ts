import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchWindow, type Launched } from '../../../main/host/launchWindow'
import { hostFolder, root } from '../../../main/host/root'
import { missing } from '../../system'

/** What the fixture application writes down and shows its page. */
interface Seen {
  stopped: string[]
  opened: string[]
  hello: { from: string; url: string }[]
  order: string[]
}
interface HostPage extends Omit<Window, 'bridge'> {
  bridge: {
    invoke: (channel: string, ...args: unknown[]) => Promise<unknown>
    describe: (value: unknown) => string
    refused: () => void
  }
  bridgeAtStart: string
  inlineRan?: boolean
  violations: string[]
  pushed: unknown[][]
}
declare const window: HostPage
declare global {
  var seen: Seen
}

const application = join(root, 'test', 'fixtures', 'hostApp')
const served = 'https://console.app.invalid/index.html'
const profileFolders = (pid: number | undefined): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith(`rolecall-browser-${pid}-`))

describe.skipIf(missing('chromium'))('an application on the Chromium host', { timeout: 60_000 }, () => {
  let home: string
  let launched: Launched
  const launch = async (): Promise<Launched> => {
    const opened = await launchWindow({ home, application, env: { HOST_APP_HOME: home } })
    await opened.page.waitForFunction(() => Array.isArray(window.pushed) && document.readyState === 'complete')
    return opened
  }
  const seen = (): Promise<Seen> => launched.app.evaluate(() => globalThis.seen)

  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'rolecall-host-app-'))
    launched = await launch()
  }, 60_000)
  afterAll(async () => {
    await launched.close()
    rmSync(home, { recursive: true, force: true })
  })

  it('carries every value of structured clone to main and back', async () => {
    const told = await launched.page.evaluate(async () => {
      const sent = { date: new Date(5), map: new Map([[1n, new Set(['a'])]]), bytes: new Uint8Array([0, 255]), none: undefined, $: '\u2028' }
      const back = (await window.bridge.invoke('echo', sent)) as typeof sent
      return [back.date instanceof Date && back.date.getTime(), [...back.map.keys()].map(String), [...(back.map.get(1n) ?? [])], [...back.bytes], 'none' in back, back.$]
    })
    expect(told).toEqual([5, ['1'], ['a'], [0, 255], true, '\u2028'])
  })

  it('gives main the sender as Electron does', async () => {
    const sender = await launched.page.evaluate(() => window.bridge.invoke('sender'))
    expect(sender).toEqual({ url: 'app://console/index.html', origin: 'app://console', hasParent: false, isTop: true, isWindow: true })
  })

  it('hands errors of main and of the preload to the page', async () => {
    const messages = await launched.page.evaluate(async () => {
      const fromMain: unknown = await window.bridge.invoke('fail').catch((error: Error) => error.message)
      const unknown: unknown = await window.bridge.invoke('nobody').catch((error: Error) => error.message)
      let fromPreload = ''
      try {
        window.bridge.refused()
      } catch (error) {
        fromPreload = (error as Error).message
      }
      return [fromMain, unknown, fromPreload]
    })
    expect(messages).toEqual([expect.stringContaining('main said no'), expect.stringContaining("No handler registered for 'nobody'"), 'preload said no'])
  })

  it('pushes to the page', async () => {
    await launched.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.send('push', 'now', 7n))
    await launched.page.waitForFunction(() => window.pushed.length > 0)
    expect(await launched.page.evaluate(() => window.pushed[0]?.map(String))).toEqual(['now', '7'])
  })

  it('runs the preload before the page, also after a reload, and answers it as the page it belongs to', async () => {
    await launched.page.reload()
    await launched.page.waitForFunction(() => Array.isArray(window.pushed))
    expect(await launched.page.evaluate(() => window.bridgeAtStart)).toBe('object')
    const { hello } = await seen()
    expect(hello.length).toBeGreaterThan(1)
    expect(new Set(hello.map(({ from, url }) => `${from} of ${url}`))).toEqual(new Set(['before the page of app://console/index.html']))
  })

  it('leaves the page no way to ipcRenderer, Node or the host', async () => {
    const reached = await launched.page.evaluate(() => {
      const names = ['require', 'process', 'module', 'electron', 'ipcRenderer', 'rolecallPost', 'rolecallHost', 'page', 'Buffer']
      return names.filter((name) => name in window)
    })
    expect(reached).toEqual([])
    expect(await launched.page.evaluate(() => [Object.isFrozen(window.bridge), Object.keys(window.bridge).length])).toEqual([true, 4])
  })

  it('holds the content security policy against inline and remote scripts', async () => {
    const told = await launched.page.evaluate(() => [window.inlineRan, ...window.violations])
    expect(told).toEqual([undefined, 'script-src-elem inline', 'script-src-elem https://evil.example/remote.js'])
  })

  it.each(['https://evil.example/x', 'about:blank', 'app://console/other.html', 'https://console.app.invalid/elsewhere.html', 'blob:https://console.app.invalid/', 'ssh://host', 'mailto:a@b.example'])(
    'stays on its page when a script goes to %s, and tells main',
    async (address) => {
      const { page } = launched
      await page.evaluate((url) => {
        document.title = 'the same page'
        location.href = url.startsWith('blob:') ? URL.createObjectURL(new Blob(['<h1>Host App</h1>'], { type: 'text/html' })) : url
      }, address)
      const told = address.replace('https://console.app.invalid/elsewhere', 'app://console/elsewhere')
      await expect.poll(async () => (await seen()).stopped.some((url) => url.startsWith(told))).toBe(true)
      expect(await page.evaluate(() => [location.href, document.title])).toEqual([served, 'the same page'])
    },
  )

  it.each(['file:///etc/passwd', 'data:text/html,x', 'chrome://version', 'javascript:document.title="changed"'])('stays on its page when a script goes to %s', async (address) => {
    const { page } = launched
    await page.evaluate((url) => {
      document.title = 'the same page'
      location.href = url
    }, address)
    // Main's answer comes after the browser decided on the navigation.
    expect(await page.evaluate(() => window.bridge.invoke('echo', 1))).toBe(1)
    expect(await page.evaluate(() => [location.href, document.title])).toEqual([served, 'the same page'])
  })

  it('opens no second window, by script or by link, and tells main', async () => {
    await launched.page.evaluate(() => void window.open('https://evil.example/script'))
    await launched.page.click('#blank')
    await expect.poll(async () => (await seen()).opened).toEqual(['https://evil.example/script', 'https://evil.example/blank'])
    expect(launched.app.windows()).toHaveLength(1)
  })

  it('refuses every permission without asking', async () => {
    const answers = await launched.page.evaluate(async () => {
      const names = ['geolocation', 'notifications', 'camera', 'microphone', 'clipboard-read', 'midi'] as PermissionName[]
      const states = await Promise.all(names.map(async (name) => (await navigator.permissions.query({ name })).state))
      const place = await new Promise((resolve) => navigator.geolocation.getCurrentPosition(() => resolve('a place'), (error) => resolve(error.code)))
      return [...new Set(states), await Notification.requestPermission(), place]
    })
    expect(answers).toEqual(['denied', 'denied', 1])
  })

  it('draws a save dialog that the page cannot read or press, and takes what the operator types', async () => {
    const answer = launched.app.evaluate(({ dialog, BrowserWindow }, folder) => {
      const [first] = BrowserWindow.getAllWindows()
      return first && dialog.showSaveDialog(first, { defaultPath: `${folder}/rows.csv`, filters: [{ name: 'CSV', extensions: ['csv'] }] })
    }, home)
    await launched.page.waitForFunction(() => document.documentElement.lastElementChild?.tagName === 'DIV')
    expect(await launched.page.evaluate(() => document.documentElement.lastElementChild?.shadowRoot)).toBeNull()
    await launched.page.keyboard.type('typed')
    await launched.page.keyboard.press('Enter')
    expect(await answer).toEqual({ canceled: false, filePath: join(home, 'typed.csv') })
  })

  it('gives the clipboard what main writes', async () => {
    await launched.app.evaluate(({ clipboard }) => clipboard.writeText('16 digits: 1203456789012345'))
    await launched.page.focus('#field')
    await launched.page.keyboard.press('Control+V')
    expect(await launched.page.inputValue('#field')).toBe('16 digits: 1203456789012345')
  })

  it('shows the page the theme main asks for', async () => {
    const isDark = await launched.app.evaluate(({ nativeTheme }) => {
      nativeTheme.themeSource = 'dark'
      return nativeTheme.shouldUseDarkColors
    })
    expect(isDark).toBe(true)
    await launched.page.waitForFunction(() => matchMedia('(prefers-color-scheme: dark)').matches)
  })

  it('runs a utility process that hears what was sent before it listened', async () => {
    const told = await launched.page.evaluate(async () => {
      const { answer, code } = (await window.bridge.invoke('child', { map: new Map([['n', 2n]]) })) as { answer: { map: Map<string, bigint>; type: string; args: string[] }; code: string }
      return [String(answer.map.get('n')), answer.type, answer.args, code]
    })
    expect(told).toEqual(['2', 'utility', ['--for-child'], 'number'])
  })

  it('gives each output of a utility process the place that is asked for, and no input', async () => {
    const told = await launched.app.evaluate(async ({ utilityProcess }, child) => {
      const refused = (stdio: string[]): string => {
        try {
          utilityProcess.fork(child, [], { stdio: stdio as 'pipe'[] })
          return 'offered'
        } catch (error) {
          return (error as Error).message
        }
      }
      const forked = utilityProcess.fork(child, [], { stdio: ['ignore', 'ignore', 'pipe'] })
      const given = [forked.stdout === null, forked.stderr !== null]
      forked.kill()
      return [...given, refused(['pipe', 'pipe', 'pipe']), refused(['ignore', 'overlapped', 'pipe'])]
    }, join(application, 'child.mjs'))
    expect(told).toEqual([true, true, expect.stringMatching(/stdio \["pipe"/), expect.stringMatching(/stdio .*overlapped/)])
  })

  it('refuses by name what it does not offer', async () => {
    const messages = await launched.page.evaluate(() => Promise.all(['tray', 'setProxy'].map((channel) => window.bridge.invoke(channel).catch((error: Error) => error.message))))
    expect(messages).toEqual([expect.stringContaining('electron.Tray is not offered'), expect.stringContaining('electron.session.setProxy is not offered')])
  })

  it('hands out a picture of the window', async () => {
    const start = await launched.app.evaluate(async ({ BrowserWindow }) => [...((await BrowserWindow.getAllWindows()[0]?.webContents.capturePage())?.toPNG().subarray(0, 4) ?? [])])
    expect(start).toEqual([0x89, 0x50, 0x4e, 0x47])
  })

  it('ends with status 0, no profile folder and no browser when it is closed', async () => {
    const pid = launched.app.process().pid
    expect(profileFolders(pid)).toHaveLength(1)
    expect(await launched.close()).toBe(0)
    expect(profileFolders(pid)).toEqual([])
    launched = await launch()
  })

  it('ends with status 0 when its window is closed', async () => {
    const main = launched.app.process()
    const ended = once(main, 'exit')
    await launched.page.close()
    expect(await ended).toEqual([0, null])
    launched = await launch()
  })
})

/** Process ids of the browsers that use this profile folder. */
const browsersOf = (profileFolder: string): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(profileFolder)
      } catch {
        return false
      }
    })
    .map(Number)

describe.skipIf(missing('chromium') || process.platform !== 'linux')('when one side dies', { timeout: 60_000 }, () => {
  const home = mkdtempSync(join(tmpdir(), 'rolecall-host-app-'))
  afterAll(() => rmSync(home, { recursive: true, force: true }))
  const start = (env: Record<string, string> = {}): { host: ReturnType<typeof spawn>; output: () => string; shown: Promise<unknown>; ended: Promise<unknown[]> } => {
    const host = spawn(join(hostFolder, 'electron'), [application], { env: { ...process.env, ROLECALL_HEADLESS: '1', HOST_APP_HOME: home, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
    let text = ''
    host.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()))
    return { host, output: () => text, shown: once(host.stdout, 'data'), ended: once(host, 'close') }
  }
  const browserOf = (pid: number | undefined): { profile: string; main: number } => {
    const profile = join(tmpdir(), profileFolders(pid)[0] ?? 'none')
    return { profile, main: Math.min(...browsersOf(profile)) }
  }

  it('the host ends with one clear sentence and a failure when the browser is killed', async () => {
    const { host, output, shown, ended } = start()
    await shown
    const { main } = browserOf(host.pid)
    process.kill(main, 'SIGKILL')
    expect((await ended)[0]).toBe(1)
    expect(output()).toMatch(/^The browser .+ ended unexpectedly \(SIGKILL\)/m)
    expect(profileFolders(host.pid)).toEqual([])
  })

  it('the browser ends when the host is killed', async () => {
    const { host, shown, ended } = start()
    await shown
    const { profile } = browserOf(host.pid)
    host.kill('SIGKILL')
    await ended
    await expect.poll(() => browsersOf(profile), { timeout: 15_000 }).toEqual([])
    rmSync(profile, { recursive: true, force: true })
  })

  it('a termination request closes both, with status 0', async () => {
    const { host, shown, ended } = start()
    await shown
    const { profile } = browserOf(host.pid)
    host.kill('SIGTERM')
    expect((await ended)[0]).toBe(0)
    await expect.poll(() => browsersOf(profile), { timeout: 15_000 }).toEqual([])
  })

  it.each([
    ['that is missing', '/not/there/chromium', /could not start \(ENOENT\)/],
    ['that is no browser', '/bin/false', /\/bin\/false could not start \(exit status 1\)/],
  ])('a browser %s is said in one sentence', async (_name, path, sentence) => {
    const { output, ended } = start({ ROLECALL_BROWSER: path })
    expect((await ended)[0]).toBe(1)
    expect(output()).toMatch(sentence)
    expect(output().trim().split('\n')).toHaveLength(1)
  })
})
