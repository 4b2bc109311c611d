/** The window's walls, tried from inside the real page. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { missing } from '../system'
import { launchRolecall, type LaunchedRolecall } from './launch'

describe.skipIf(missing('chromium'))('the walls of the window', () => {
  let rolecall: LaunchedRolecall
  beforeAll(async () => {
    rolecall = await launchRolecall()
    await rolecall.page.getByRole('heading').first().waitFor()
  })
  afterAll(async () => {
    await rolecall?.close()
  })

  it('give the page the bridge and nothing of Node or Electron', async () => {
    const seen = await rolecall.page.evaluate(() => ({
      bridge: Object.keys((window as unknown as { bridge: object }).bridge).sort(),
      node: ['require', 'process', 'module', 'Buffer', 'global', 'electron', 'ipcRenderer'].filter((name) => name in window),
    }))
    expect(seen).toEqual({ bridge: ['ask', 'onTell'], node: [] })
  })

  it('refuse an ask that is not in the contract, and one whose input does not fit', async () => {
    const answers = await rolecall.page.evaluate(async () => {
      const { ask } = (window as unknown as { bridge: { ask: (name: string, input: unknown) => Promise<unknown> } }).bridge
      return [await ask('shell.run', {}).catch((error: Error) => error.message), await ask('profile.verify', { name: '../x' }), await ask('link.open', { url: 'file:///etc/passwd' })]
    })
    expect(answers[0]).toContain('not in the bridge contract')
    expect(answers[1]).toMatchObject({ ok: false, error: { kind: 'input', about: { field: 'name' } } })
    expect(answers[2]).toMatchObject({ ok: false, error: { kind: 'input' } })
  })

  it('make no script of a text, run none that is written into the page, and load nothing from elsewhere', async () => {
    const { page } = rolecall
    const refused = (): Promise<string[]> => page.evaluate(() => [...(window as unknown as { refused: Set<string> }).refused].sort())
    const outcome = await page.evaluate(async () => {
      const seen = new Set<string>()
      Object.assign(window, { refused: seen })
      document.addEventListener('securitypolicyviolation', (event) => seen.add(event.effectiveDirective))
      const attempt = (work: () => void): string => {
        try {
          work()
          return 'done'
        } catch (error) {
          return (error as Error).name
        }
      }
      const script = (): HTMLScriptElement => document.createElement('script')
      const factory = (window as unknown as { trustedTypes: { createPolicy: (name: string, rules: object) => unknown } }).trustedTypes
      const attempts = [
        attempt(() => (script().textContent = 'window.ranInline = true')),
        attempt(() => (script().src = 'https://example.com/x.js')),
        attempt(() => (document.createElement('p').innerHTML = '<img src=x onerror="window.ranInline = true">')),
        attempt(() => factory.createPolicy('mine', {})),
      ]
      const inline = script()
      inline.append('window.ranInline = true')
      // A module may be asked for without a script, and so without a trusted type.
      const remote = document.createElement('link')
      Object.assign(remote, { rel: 'modulepreload', href: 'https://example.com/x.js' })
      document.head.append(inline, remote)
      const fetched = await fetch('https://example.com/').then(() => 'fetched', () => 'refused')
      return { attempts, fetched }
    })
    expect(outcome).toEqual({ attempts: ['TypeError', 'TypeError', 'TypeError', 'TypeError'], fetched: 'refused' })
    await expect.poll(refused).toEqual(['connect-src', 'require-trusted-types-for', 'script-src-elem', 'trusted-types'])
    expect(await page.evaluate(() => 'ranInline' in window)).toBe(false)
  })

  it('refuse to navigate, to open a window and to grant a permission', async () => {
    const { page, app } = rolecall
    const before = page.url()
    const permission = await page.evaluate(async () => {
      window.open('https://example.com/')
      const anchor = document.createElement('a')
      anchor.href = 'https://example.com/'
      document.body.append(anchor)
      anchor.click()
      anchor.remove()
      return navigator.permissions.query({ name: 'geolocation' }).then(({ state }) => state)
    })
    expect(permission).toBe('denied')
    await page.evaluate(() => 'still here')
    expect(page.url()).toBe(before)
    expect(app.windows()).toHaveLength(1)
  })

  it('open nothing for a middle click on a link', async () => {
    const { page, app } = rolecall
    const before = page.url()
    await page.evaluate(() => {
      const anchor = Object.assign(document.createElement('a'), { href: 'https://example.com/', textContent: 'a link', id: 'middle' })
      anchor.style.cssText = 'position: fixed; inset: 0; z-index: 9999'
      anchor.addEventListener('auxclick', () => Object.assign(window, { heard: true }))
      document.body.append(anchor)
    })
    await page.click('#middle', { button: 'middle' })
    await page.waitForFunction(() => (window as unknown as { heard?: boolean }).heard)
    await page.evaluate(() => document.querySelector('#middle')?.remove())
    expect(page.url()).toBe(before)
    expect(app.windows()).toHaveLength(1)
  })

  it('serve only the built renderer', async () => {
    const statuses = await rolecall.page.evaluate(async () => {
      const get = async (path: string): Promise<number> => (await fetch(path)).status
      return [await get('/index.html'), await get('/..%2f..%2fpackage.json'), await get('/missing.js')]
    })
    expect(statuses).toEqual([200, 403, 404])
  })
})
