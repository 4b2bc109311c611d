import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { afterAll, describe, expect, it } from 'vitest'
import { createAddresses, originOf } from '../../../main/host/addresses'
import { parseArguments } from '../../../main/host/argv'
import { browserFlags } from '../../../main/host/browserFlags'
import { browserPlaces, findBrowser, hasDisplay } from '../../../main/host/browserPath'
import { createInstanceLock, type Knock } from '../../../main/host/instanceLock'
import { createPipe } from '../../../main/host/pipe'
import { createProfileFolder } from '../../../main/host/profileFolder'
import { absent, offerOnly } from '../../../main/host/refuse'

const parent = mkdtempSync(join(tmpdir(), 'rolecall-host-test-'))
afterAll(() => rmSync(parent, { recursive: true, force: true }))
const folder = (): string => mkdtempSync(join(parent, 'folder-'))

describe('addresses', () => {
  const addresses = createAddresses()
  addresses.add('app')
  it('names a served page both ways without loss', () => {
    for (const url of ['app://console/', 'app://console/a/b.js?x=1#y', 'app://console/?q=a.b']) {
      expect(addresses.toMain(addresses.toBrowser(url))).toBe(url)
      expect(addresses.toBrowser(url)).toMatch(/^https:\/\/console\.app\.invalid\//)
    }
  })
  it.each(['https://console.app.invalid.evil.example/', 'https://evil@console.app.invalid/', 'https://console.app.invalid:8443/', 'http://console.app.invalid/', 'https://console.other.invalid/'])(
    'takes %s for a stranger',
    (url) => expect(addresses.toMain(url)).toBe(url),
  )
  it('reads the origin as Electron writes it', () => expect(originOf('app://console/index.html?x#y')).toBe('app://console'))
})

describe('the command line of the executable', () => {
  it('reads what a test driver passes', () => {
    const parsed = parseArguments(['-r', '/loader.js', '--no-sandbox', '--inspect=0', '--remote-debugging-port=0', '/app', '--practice', '--name=a=b'])
    expect(parsed).toMatchObject({ requires: ['/loader.js'], inspectPort: 0, application: '/app' })
    expect([...parsed.switches]).toEqual([['no-sandbox', ''], ['remote-debugging-port', '0'], ['practice', ''], ['name', 'a=b']])
  })
})

describe('the browser', () => {
  const choice = { profileFolder: '/p', title: 'Rolecall', isHeadless: false, isRoot: false, width: 1, height: 1, allowsLoopback: false }
  it('keeps its sandbox for every user but root, and opens no port unless a driver asks', () => {
    expect(browserFlags(choice).join(' ')).not.toMatch(/no-sandbox|remote-debugging-port/)
    expect(browserFlags({ ...choice, isRoot: true, debuggingPort: '0' })).toEqual(expect.arrayContaining(['--no-sandbox', '--remote-debugging-port=0']))
  })
  it('resolves no name at all', () => expect(browserFlags(choice)).toContain('--host-resolver-rules=MAP * ~NOTFOUND'))
  it('is the one the operator names, also where that is missing', () => expect(findBrowser({ ROLECALL_BROWSER: '/not/there' })).toBe('/not/there'))
  it('is looked for in the places of each system', () => {
    expect(browserPlaces('linux', { PATH: '/usr/bin' })[0]).toBe('/usr/lib/chromium/chromium')
    expect(browserPlaces('darwin', {}, '/Users/a')).toContain('/Applications/Google Chrome.app/Contents/MacOS/Google Chrome')
    expect(browserPlaces('win32', { ProgramFiles: 'C:\\Program Files' })).toContain('C:\\Program Files\\Microsoft\\Edge\\Application\\msedge.exe')
  })
  it('has a display on Linux only where one is named', () => {
    expect([hasDisplay({}, 'linux'), hasDisplay({ WAYLAND_DISPLAY: 'wayland-0' }, 'linux'), hasDisplay({}, 'darwin')]).toEqual([false, true, true])
  })
  it('gets a fresh profile folder, and those of dead processes go', () => {
    const parent = folder()
    const dead = join(parent, 'rolecall-browser-999999999-abc')
    writeFileSync(dead, '')
    const first = createProfileFolder(parent)
    const second = createProfileFolder(parent)
    expect(first).not.toBe(second)
    expect(readdirSync(parent).map((name) => join(parent, name)).sort()).toEqual([first, second].sort())
  })
})

describe('the pipe', () => {
  it('reads messages however the stream cuts them, and answers each command with its own reply', async () => {
    const [toBrowser, fromBrowser] = [new PassThrough(), new PassThrough()]
    const pipe = createPipe(toBrowser, fromBrowser)
    const replies = Promise.all([pipe.send('Browser.close', {}), pipe.session('s1').send('Page.enable', {})])
    const wire = Buffer.from(['{"id":2,"sessionId":"s1","result":{"é":2}}', '{"id":1,"result":{"n":1}}', ''].join('\0'))
    for (const byte of wire) fromBrowser.write(Buffer.of(byte))
    expect(await replies).toEqual([{ n: 1 }, { é: 2 }])
  })
  it('fails every waiting command when the browser goes', async () => {
    const fromBrowser = new PassThrough()
    const pipe = createPipe(new PassThrough(), fromBrowser)
    const waiting = pipe.send('Page.enable', {})
    fromBrowser.end()
    await expect(waiting).rejects.toThrow('Page.enable: the browser is gone.')
    await expect(pipe.send('Page.enable', {})).rejects.toThrow('gone')
  })
})

describe('one instance per data folder', () => {
  it('lets one in until it leaves', () => {
    const path = folder()
    const [first, second] = [createInstanceLock(() => path, () => undefined), createInstanceLock(() => path, () => undefined)]
    expect([first.request(), second.request(), first.request()]).toEqual([true, false, true])
    first.release()
    expect(second.request()).toBe(true)
    second.release()
  })
  it('hears what each later start was asked for, also before it listens, and nothing from a knock that is none', async () => {
    const path = folder()
    const heard: Knock[] = []
    const first = createInstanceLock(() => path, (knock) => heard.push(knock))
    const later = ['rolecall://call?x', 'rolecall://call?y'].map((link) => createInstanceLock(() => path, () => undefined, () => ({ words: ['rolecall', link], folder: '/work' })))
    expect([first.request(), ...later.map((lock) => lock.request())]).toEqual([true, false, false])
    // Of the same millisecond, they come in either order.
    await expect.poll(() => heard.map(({ words, folder }) => [...words, folder]).sort()).toEqual([['rolecall', 'rolecall://call?x', '/work'], ['rolecall', 'rolecall://call?y', '/work']])
    writeFileSync(join(path, 'instance.lock.knock.x'), '{"words":[7]')
    await expect.poll(() => heard.slice(2)).toEqual([{ words: [], folder: '' }])
    expect(readdirSync(path)).toEqual(['instance.lock'])
    first.release()
    expect(readdirSync(path)).toEqual([])
  })
  it('takes over from a process that died, also where its id was given to another', () => {
    for (const owner of ['999999999 1', `${process.pid} some-other-start`]) {
      const path = folder()
      writeFileSync(join(path, 'instance.lock'), owner)
      writeFileSync(join(path, 'instance.lock.knock.x'), '{"words":["rolecall","for another"],"folder":""}')
      const lock = createInstanceLock(() => path, () => undefined)
      expect(lock.request()).toBe(true)
      expect(readdirSync(path)).toEqual(['instance.lock'])
      lock.release()
    }
  })
})

describe('what is not offered', () => {
  it('is refused by name on use, and can be imported and awaited before', async () => {
    const Tray = absent('Tray') as new () => unknown
    expect(() => new Tray()).toThrow('electron.Tray is not offered by the Chromium host')
    const app = offerOnly('app', { quit: () => 'bye' }) as { quit: () => string; dock?: unknown }
    expect((await Promise.resolve(app)).quit()).toBe('bye')
    expect(() => app.dock).toThrow('electron.app.dock')
  })
})
