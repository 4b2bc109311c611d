/** Cancel and pause take effect at once, whatever the call is waiting for: what is outside may stay silent for an hour. `npm run bench` measures how soon. */
import { afterEach, describe, expect, it } from 'vitest'
import type { Send } from '../../../main/wire/wire'
import { createSend } from '../../../main/wire/send'
import { wait } from '../../../main/wire/rate'
import { createRetrier } from '../../../main/wire/retry'
import { AppError } from '../../../shared/errors'
import type { CallSpec } from '../../../shared/call'
import { callSpec, openEngine, product, type TestEngine } from './engine'

let engine: TestEngine
afterEach(() => engine.close())

/** Far more than a test may take: whoever waits for it fails by the test's own limit. */
const anHour = 3_600_000
const send = createSend()
/** Answers in an hour, unless it is called off. */
const silent = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    const timer = setTimeout(() => reject(new AppError('network', 'too late')), anHour)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      reject(new AppError('cancelled', 'called off'))
    })
  })
let asked = 0
/** Told when what comes after the last answered page has begun. */
let begun = (): void => undefined
/** The first pages are answered; then something else happens. */
const after =
  (pages: number, then: (signal: AbortSignal) => Promise<never>): Send =>
  (request, options) => {
    if (request.operation.startsWith('Get') || (asked += 1) <= pages) return send(request, options)
    begun()
    return then(options.signal)
  }

const cases: [string, Send, Partial<CallSpec>][] = [
  ['an answer', after(3, silent), {}],
  ['an answer of a sender that hears of nothing', after(3, () => new Promise(() => undefined)), {}],
  ['the time that a throttling answer asks for', after(3, () => Promise.reject(new AppError('throttled', 'slow down', { about: { code: 'Throttling', httpStatus: 400, retryAfterMs: anHour } }))), {}],
  ['the next try after a broken connection', after(3, () => Promise.reject(new AppError('network', 'reset', { about: { code: 'ECONNRESET' } }))), {}],
  ['its interval', after(99, silent), { pagination: { mode: 'auto', maxRequests: 100, intervalSeconds: 3600, pageSize: 10 } }],
]

describe.each(['cancel', 'pause'] as const)('%s', (verb) => {
  it.each(cases)('does not wait for %s, and keeps every page that arrived', async (_what, sender, more) => {
    asked = 0
    engine = await openEngine({ scale: 95 }, { send: sender, retrier: createRetrier({ now: Date.now, random: () => 1, sleep: (_ms, signal) => wait(anHour, signal) }) })
    const waits = new Promise<void>((resolve) => (begun = resolve))
    const pages = new Promise<void>((resolve) => {
      engine.calls.onProgress(({ totals }) => {
        if (totals.pages >= (more.pagination ? 1 : 3)) resolve()
      })
    })
    const callId = await engine.calls.start(callSpec({ ...product.ecs, pagination: { pageSize: 10 }, ...more }), { confirmed: false })
    await Promise.all([pages, ...(more.pagination ? [] : [waits])])
    engine.calls[verb](callId)
    const { state, rows } = await engine.calls.ended(callId)
    expect(state).toBe(verb === 'cancel' ? 'cancelled' : 'paused')
    expect(rows).toBe(more.pagination ? 10 : 30)
    expect(await engine.rowTexts(callId)).toHaveLength(rows)
  })
})
