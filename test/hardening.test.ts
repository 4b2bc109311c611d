/** Electron's security checklist, point by point, as this code keeps it: a static check of our sources, beside what `e2e/walls.test.ts` tries in the running window. Numbers and names of the points are Electron's. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { contentSecurityPolicy } from '../main/contentSecurityPolicy'

const root = resolve(import.meta.dirname, '..')
const read = (path: string): string => readFileSync(join(root, path), 'utf8')
const filesOf = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(ts|vue)$/.test(file))
    .map((file) => join(folder, file))

/** What Electron runs; `main/host` stands in for Electron where its binary is not there. */
const mains = filesOf('main').filter((file) => !file.startsWith(join('main', 'host')))
const renderers = filesOf('renderer')
const all = [...mains, ...renderers, ...filesOf('preload'), ...filesOf('shared')]

const calls = new Map<string, string[]>()
const properties = new Map<string, string[]>()
for (const file of mains) visit(ts.createSourceFile(file, read(file), ts.ScriptTarget.Latest, true))

/** Notes every call by the last word of its name, and every property of an object by its name, with its value. */
function visit(node: ts.Node): void {
  const note = (map: Map<string, string[]>, key: string, value: string): void => void map.set(key, [...(map.get(key) ?? []), value])
  if (ts.isCallExpression(node) || ts.isNewExpression(node)) note(calls, node.expression.getText().split('.').at(-1) ?? '', node.getText())
  if (ts.isPropertyAssignment(node)) note(properties, node.name.getText(), node.initializer.getText())
  ts.forEachChild(node, visit)
}

const filesWith = (pattern: RegExp, files: readonly string[]): string[] => files.filter((file) => pattern.test(read(file)))
const directive = (name: string): string => contentSecurityPolicy('n').split('; ').find((one) => one.startsWith(`${name} `)) ?? ''
const fuses = (): Record<string, boolean> => (parse(read('electron-builder.yml')) as { electronFuses: Record<string, boolean> }).electronFuses

const points: [string, () => void][] = [
  ['1. loads only secure content: its own scheme, and nothing remote', () => {
    expect(calls.get('loadURL')).toEqual(['window.loadURL(startPage)'])
    expect(calls.get('loadFile')).toBeUndefined()
    expect(contentSecurityPolicy('n')).not.toMatch(/https?:|\*/)
  }],
  ['2. gives the page no Node', () => expect(properties.get('nodeIntegration')).toEqual(['false'])],
  ['2. nor its workers and frames', () => expect([...properties.keys()].filter((name) => /^nodeIntegrationIn/.test(name))).toEqual([])],
  ['3. keeps the preload apart from the page', () => expect(properties.get('contextIsolation')).toEqual(['true'])],
  ['4. runs the page in a sandbox', () => {
    expect(properties.get('sandbox')).toEqual(['true'])
    // Named there to be told apart from a command, where whoever starts the program gave it.
    expect(filesWith(/no-sandbox|disableSandbox/, mains)).toEqual([join('main', 'cli', 'words.ts')])
  }],
  ['5. grants no permission', () => {
    expect(calls.get('setPermissionRequestHandler')?.[0]).toContain('decide(false)')
    expect(calls.get('setPermissionCheckHandler')?.[0]).toContain('() => false')
  }],
  ['6. leaves web security on', () => expect(properties.get('webSecurity')).toEqual(['true'])],
  ['7. has a policy that starts from nothing and takes no inline script', () => {
    expect(directive('default-src')).toBe("default-src 'none'")
    expect(directive('script-src')).toBe("script-src 'self'")
    expect(contentSecurityPolicy('n')).not.toContain('unsafe')
    expect(directive('require-trusted-types-for')).toBe("require-trusted-types-for 'script'")
    expect(contentSecurityPolicy('one')).not.toBe(contentSecurityPolicy('other'))
  }],
  ['8. allows no insecure content', () => expect(properties.has('allowRunningInsecureContent')).toBe(false)],
  ['9. enables no experimental feature', () => expect(properties.has('experimentalFeatures')).toBe(false)],
  ['10. enables no feature of Blink', () => {
    expect(properties.has('enableBlinkFeatures')).toBe(false)
    expect(filesWith(/appendSwitch/, mains)).toEqual([])
  }],
  ['11. has no webview', () => {
    expect(properties.get('webviewTag')).toEqual(['false'])
    expect(filesWith(/<webview/, renderers)).toEqual([])
  }],
  ['12. refuses a webview that would be attached', () => expect(read('main/window.ts')).toContain("'will-attach-webview', (attach) => attach.preventDefault()")],
  ['13. stays on its page', () => {
    const window = read('main/window.ts')
    for (const event of ['will-navigate', 'will-frame-navigate', 'will-redirect']) expect(window).toContain(`contents.on('${event}', stay)`)
  }],
  ['14. opens no window', () => {
    for (const call of calls.get('setWindowOpenHandler') ?? ['none']) expect(call).toContain("action: 'deny'")
    expect(calls.get('BrowserWindow')).toHaveLength(1)
  }],
  ['15. opens outside only what one door has checked', () => expect(filesWith(/openExternal|openPath|showItemInFolder/, mains)).toEqual([join('main', 'dialogs.ts')])],
  ['16. names one version of Electron, exactly', () => expect((JSON.parse(read('package.json')) as { devDependencies: Record<string, string> }).devDependencies['electron']).toMatch(/^\d+\.\d+\.\d+$/)],
  ['17. answers its own page alone', () => {
    expect(filesWith(/ipcMain\.(handle|on)\b/, mains)).toEqual([join('main', 'bridge', 'serve.ts')])
    // Before anything of the ask is looked at; who is trusted stands in main/window.ts.
    expect(read('main/bridge/serve.ts')).toMatch(/try \{\n\s+if \(!deps\.isTrusted\(event\)\) throw /)
    expect(read('main/index.ts')).toContain('isTrusted: createTrust(() => shown.window)')
    expect(read('main/window.ts')).toContain('frame.parent === null && frame.url.startsWith(`${origin}/`)')
  }],
  ['18. does not use the file protocol', () => expect(filesWith(/['"`]file:\/\//, [...mains, ...renderers])).toEqual([])],
  ['19. ships with the fuses that close the ways around', () =>
    expect(fuses()).toMatchObject({ runAsNode: false, enableNodeOptionsEnvironmentVariable: false, enableNodeCliInspectArguments: false, enableCookieEncryption: true, onlyLoadAppFromAsar: true, enableEmbeddedAsarIntegrityValidation: true, grantFileProtocolExtraPrivileges: false })],
  ['20. exposes one bridge, and nothing of Electron', () => {
    const preload = read('preload/index.ts')
    expect(preload.match(/exposeInMainWorld/g)).toHaveLength(1)
    expect(preload).toContain("exposeInMainWorld('bridge', bridge)")
    // The event, which would lead to the sender, is never handed on.
    expect(preload).toContain('listener(payload)')
  }],
  // What the scanner electronegativity looks for besides; SECURITY.md tells what it found.
  ['· trusts no certificate by itself', () => expect(filesWith(/certificate-error|setCertificateVerifyProc|rejectUnauthorized|ignore-certificate-errors|NODE_TLS_REJECT_UNAUTHORIZED/, [...mains, 'package.json', 'electron-builder.yml'])).toEqual([])],
  ['· opens no port and no door for a debugger', () => {
    expect(filesWith(/appendArgument|remote-debugging|--inspect|openDevTools/, [...mains, 'package.json', 'electron-builder.yml'])).toEqual([])
    expect(calls.has('debugger')).toBe(false)
  }],
  ['· runs no code of main in the page, and gives it no remote module', () => {
    expect([calls.has('executeJavaScript'), calls.has('insertCSS'), properties.has('enableRemoteModule'), properties.has('affinity')]).toEqual([false, false, false, false])
    expect(filesWith(/@electron\/remote|allowpopups/, all)).toEqual([])
  }],
  ['· silences no warning of Electron', () => expect(filesWith(/ELECTRON_DISABLE_SECURITY_WARNINGS/, [...mains, 'package.json'])).toEqual([])],
  ['· answers its scheme with its own files alone, and registers a link scheme for the package only', () => {
    expect(calls.get('handle')?.filter((call) => call.startsWith('protocol.'))).toEqual([expect.stringContaining('!path.startsWith(folder + sep)')])
    expect(calls.get('setAsDefaultProtocolClient')).toEqual(['app.setAsDefaultProtocolClient(linkScheme)'])
    expect(read('main/index.ts')).toContain("if (app.isPackaged && process.platform === 'win32') app.setAsDefaultProtocolClient")
  }],
  ['· has a document without a script of its own or an address of the network', () => expect(read('renderer/index.html')).not.toMatch(/https?:|<script(?![^>]*\ssrc=)|\son\w+=/)],
  ['· makes no code and no markup of text', () => {
    expect(filesWith(/\beval\(|new Function\(|\bv-html\b|\.innerHTML\s*=|insertAdjacentHTML|document\.write/, all)).toEqual([])
    expect(filesWith(/from 'node:vm'/, mains)).toEqual([])
  }],
  ['· evaluates no script in a JSON path', () => {
    const users = filesWith(/from 'jsonpath-plus'/, all)
    expect(users.length).toBeGreaterThan(0)
    for (const file of users) expect(read(file)).toMatch(/eval: false/)
  }],
]

describe('Rolecall', () => {
  it.each(points)('%s', (_point, check) => check())
})
