/** Asks a release feed whether there is a newer Rolecall, where the operator named one. It downloads and installs nothing. */
import type { IncomingMessage } from 'node:http'
import { createBrotliDecompress, createGunzip } from 'node:zlib'
import gt from 'semver/functions/gt.js'
import prerelease from 'semver/functions/prerelease.js'
import valid from 'semver/functions/valid.js'
import * as v from 'valibot'
import type { Update } from '../shared/bridge'
import { AppError } from '../shared/errors'
import { say, type Said } from '../shared/words'
import { openAnswer } from './wire/openAnswer'
import type { Route } from './wire/route'

/** Bytes; a feed tells of one release. */
const mostBytes = 1_000_000
/** Milliseconds for the whole answer. */
const longest = 20_000
/** The code of a feed that says something else. */
const malformed = 'MalformedFeed'

const text = v.pipe(v.string(), v.maxLength(2000))
/** Our own shape, or the one that GitHub answers for the latest release. */
const Feed = v.union([v.object({ version: text, url: text }), v.pipe(v.object({ tag_name: text, html_url: text }), v.transform(({ tag_name: version, html_url: url }) => ({ version, url })))])

export interface UpdatesDeps {
  route: Route
  /** The running version. */
  version: string
  /** The setting `updateFeedUrl`; empty: off. */
  feed: () => string
  isOffline: () => boolean
  /** Milliseconds without a sign of the server. */
  timeoutMs?: number
}

export interface Updates {
  /** A newer release; null where there is none, no feed is named or the catalogue is offline. @throws AppError `network`, `cancelled`. */
  check(signal: AbortSignal): Promise<Update | null>
  /** Address of the release that the last check found. @throws AppError `input` where it found none. */
  found(): string
}

export function createUpdates({ route, version, feed, isOffline, timeoutMs = 10_000 }: UpdatesDeps): Updates {
  let last: Update | undefined
  return {
    check: async (signal) => {
      last = undefined
      const address = feed()
      if (address === '' || isOffline()) return null
      if (!URL.canParse(address)) throw new AppError('input', say`The address of the release feed is none.`, { next: say`Correct it in the settings.`, about: { field: 'updateFeedUrl' } })
      const target = new URL(address)
      try {
        const answer = await openAnswer(target, await route.proxyFor(target), { signal: AbortSignal.any([signal, AbortSignal.timeout(longest)]), timeoutMs, secureContext: route.secureContext() })
        const found = readFeed(await readText(answer, target), target)
        if (!isNewer(found.version, version)) return null
        return (last = found)
      } catch (thrown) {
        if (signal.aborted) throw new AppError('cancelled', say`The check for a newer version was cancelled.`, { cause: thrown })
        if (thrown instanceof AppError) throw thrown
        throw unusable(target, say`The release feed ${target.host} cannot be reached.`, { code: (thrown as { code?: string }).code, cause: thrown })
      }
    },
    found: () => {
      if (last === undefined) throw new AppError('input', say`No newer version was found.`, { next: say`Check again.` })
      return last.url
    },
  }
}

/** A pre-release is offered only to those who run one. Source: semver.org, precedence. */
const isNewer = (found: string, own: string): boolean => gt(found, own) && (prerelease(found) === null || prerelease(own) !== null)

/** The page must be of the feed's own host, so that a feed cannot lead elsewhere. */
function isOfFeed(page: string, feed: URL): boolean {
  if (!URL.canParse(page)) return false
  const { protocol, host, username } = new URL(page)
  return protocol === 'https:' && username === '' && (host === feed.host || (feed.host === 'api.github.com' && host === 'github.com'))
}

function readFeed(body: string, feed: URL): Update {
  const { host } = feed
  const refuse = (message: Said): AppError => unusable(feed, message, { code: malformed })
  let parsed: unknown
  try {
    parsed = JSON.parse(body)
  } catch {
    throw refuse(say`The release feed ${host} answered no JSON.`)
  }
  const read = v.safeParse(Feed, parsed)
  if (!read.success) throw refuse(say`The release feed ${host} names no version and url.`)
  const version = valid(read.output.version)
  if (version === null) throw refuse(say`The release feed ${host} names a version that is none.`)
  if (!isOfFeed(read.output.url, feed)) throw refuse(say`The release feed ${host} names a page that is not its own.`)
  return { version, url: new URL(read.output.url).href }
}

async function readText(answer: IncomingMessage, target: URL): Promise<string> {
  const { statusCode = 0, headers } = answer
  if (statusCode !== 200) {
    answer.destroy()
    throw unusable(target, say`The release feed ${target.host} answered with status ${statusCode}.`, { httpStatus: statusCode })
  }
  const encoding = headers['content-encoding']
  const decoder = encoding === 'br' ? createBrotliDecompress() : encoding === 'gzip' ? createGunzip() : undefined
  if (decoder !== undefined) answer.on('error', (cause) => decoder.destroy(cause))
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of decoder === undefined ? answer : answer.pipe(decoder)) {
    size += (chunk as Buffer).length
    if (size > mostBytes) {
      answer.destroy()
      throw unusable(target, say`The release feed ${target.host} answers too much.`, { code: malformed })
    }
    chunks.push(chunk as Buffer)
  }
  return Buffer.concat(chunks).toString()
}

const next = say`Check the address in the settings, the network and the proxy; without an address nothing is asked.`

const unusable = ({ host }: URL, message: Said, { code, httpStatus, cause }: { code?: string | undefined; httpStatus?: number; cause?: unknown }): AppError =>
  new AppError('network', message, { next, about: { endpoint: host, field: 'updateFeedUrl', ...(code === undefined ? {} : { code }), ...(httpStatus === undefined ? {} : { httpStatus }) }, cause })
