/** Looks for secrets where none may be: in files, in bytes, in the window's memory. It knows no secret of its own. */
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import type { PracticeServer } from '../../main/practice/server'

/** Secrets by what they are. */
export type Secrets = Record<string, string>

/** Key, secrets and tokens of every session, and every token of IDaaS, that the practice cloud gave out. */
export const secretsOf = (cloud: PracticeServer): Secrets => ({
  accessKeySecret: cloud.accessKeySecret,
  ...Object.fromEntries(cloud.issued.flatMap(({ accessKeySecret, securityToken }, index) => [[`session ${index} secret`, accessKeySecret], [`session ${index} token`, securityToken]])),
  ...Object.fromEntries(cloud.idaasTokens.map((token, index) => [`IDaaS token ${index}`, token])),
})

/** Names of the secrets that stand in the bytes, in either width of a character. */
export const found = (bytes: Buffer, secrets: Secrets): string[] =>
  Object.entries(secrets).flatMap(([name, secret]) => (bytes.includes(secret) || bytes.includes(Buffer.from(secret, 'utf16le')) ? [name] : []))

export const filesOf = (home: string): string[] =>
  readdirSync(home, { recursive: true, encoding: 'utf8' })
    .map((name) => join(home, name))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false)

/** The window's heap as V8 writes it down, after everything unreachable is gone. */
export async function heapOf(page: Page): Promise<Buffer> {
  const cdp = await page.context().newCDPSession(page)
  const chunks: string[] = []
  cdp.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => chunks.push(chunk))
  await cdp.send('HeapProfiler.enable')
  await cdp.send('HeapProfiler.collectGarbage')
  await cdp.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false })
  await cdp.detach()
  return Buffer.from(chunks.join(''))
}
