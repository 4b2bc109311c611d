import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { createUpdates, type Updates, type UpdatesDeps } from '../../main/updates'
import { createRoute, straight } from '../../main/wire/route'
import { settingDefaults } from '../../shared/settings'
import { makeCertificate } from '../doubles/connectProxy'
import { json, startLocalServer, type Answering, type LocalServer } from '../doubles/localServer'
import { missing } from '../system'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})
const serve = async (answering: Answering): Promise<LocalServer> => {
  const server = await startLocalServer(answering)
  closing.push(() => server.close())
  return server
}
const never = new AbortController().signal
const updates = (feed: string, part: Partial<UpdatesDeps> = {}): Updates => createUpdates({ route: straight, version: '1.4.0', feed: () => feed, isOffline: () => false, ...part })
/** A release on the feed's own host. */
const release = (version: string, url?: string): Answering => (request, response) => json(200, JSON.stringify({ version, url: url ?? `https://${request.headers.host ?? ''}/releases/${version}` }))(request, response)

describe('the check for a newer version', () => {
  it('asks nobody where no feed is named, and nobody where the catalogue is offline', async () => {
    const server = await serve(release('9.0.0'))
    expect(await updates('').check(never)).toBeNull()
    expect(await updates(server.address, { isOffline: () => true }).check(never)).toBeNull()
    expect(server.requests).toEqual([])
  })

  it.each([
    ['1.4.1', '1.4.0', true], ['v2.0.0', '1.4.0', true], ['1.10.0', '1.9.0', true], ['1.4.0', '1.4.0', false], ['1.3.9', '1.4.0', false], ['1.4.0+build.7', '1.4.0', false],
    ['2.0.0-beta.1', '1.4.0', false], ['2.0.0-beta.2', '2.0.0-beta.1', true], ['2.0.0', '2.0.0-beta.1', true],
  ])('offers %s to %s: %s', async (found, own, isOffered) => {
    const server = await serve(release(found))
    const asked = updates(server.address, { version: own })
    const answer = await asked.check(never)
    expect(answer?.version).toBe(isOffered ? found.replace(/^v/, '') : undefined)
    if (isOffered) expect(asked.found()).toBe(`https://${new URL(server.address).host}/releases/${found}`)
    else expect(() => asked.found()).toThrow('No newer version was found.')
    expect(server.requests).toHaveLength(1)
    expect(server.requests[0]?.headers).not.toHaveProperty('cookie')
    expect(server.requests[0]?.headers).not.toHaveProperty('authorization')
  })

  it('reads what GitHub answers for the latest release', async () => {
    const server = await serve((request, response) => json(200, JSON.stringify({ tag_name: 'v1.5.0', html_url: `https://${request.headers.host ?? ''}/r`, body: 'x', assets: [] }))(request, response))
    expect(await updates(server.address).check(never)).toMatchObject({ version: '1.5.0' })
  })

  it.skipIf(missing('openssl'))('goes over https with the certificates of the settings, and not without them', async () => {
    const certificate = makeCertificate('localhost')
    const server = createServer(certificate, (request, response) => {
      response.end(JSON.stringify({ version: '3.0.0', url: `https://${request.headers.host ?? ''}/3` }))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    closing.push(() => server.close())
    const feed = `https://localhost:${(server.address() as AddressInfo).port}/feed.json`
    await expect(updates(feed).check(never)).rejects.toMatchObject({ kind: 'network', about: { code: expect.stringMatching(/CERT|SELF_SIGNED|UNABLE/) as string } })
    const route = createRoute({ settings: () => ({ ...settingDefaults, extraCaFile: certificate.file }), env: {} })
    expect(await updates(feed, { route }).check(never)).toMatchObject({ version: '3.0.0' })
  })

  it.each<[string, Answering, RegExp]>([
    ['that is no JSON', json(200, '<html>'), /answered no JSON/],
    ['without a version', json(200, '{"url":"https://x/"}'), /names no version and url/],
    ['with a version that is none', release('latest'), /a version that is none/],
    ['whose page is elsewhere', release('9.0.0', 'https://evil.example/'), /a page that is not its own/],
    ['whose page is no https', release('9.0.0', 'http://127.0.0.1/'), /a page that is not its own/],
    ['whose page is a script', release('9.0.0', 'javascript:alert(1)'), /a page that is not its own/],
    ['that leads on', json(302, '', { location: 'https://evil.example/' }), /status 302/],
    ['that fails', json(500, ''), /status 500/],
    ['that never ends', (_request, response) => { response.write(' '.repeat(1_200_000)) }, /answers too much/],
  ])('refuses a feed %s', async (_what, answering, message) => {
    const server = await serve(answering)
    const asked = updates(server.address)
    await expect(asked.check(never)).rejects.toMatchObject({ kind: 'network', message: expect.stringMatching(message) as string, about: { field: 'updateFeedUrl' } })
    expect(() => asked.found()).toThrow()
  })

  it('gives up on a feed that is silent, and stops when it is cancelled', async () => {
    const server = await serve(() => undefined)
    await expect(updates(server.address, { timeoutMs: 60 }).check(never)).rejects.toMatchObject({ kind: 'network', about: { code: 'ETIMEDOUT' } })
    const stop = new AbortController()
    const asked = updates(server.address).check(stop.signal)
    stop.abort()
    await expect(asked).rejects.toMatchObject({ kind: 'cancelled' })
  })
})
