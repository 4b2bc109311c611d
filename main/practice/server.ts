/** The practice cloud as an HTTP server on a loopback port: starts it, spoils answers where a fault says so, ends it. It listens on 127.0.0.1 only. */
import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { AppError } from '../../shared/errors'
import { say } from '../../shared/words'
import type { CallRecord, Cloud, Mutation } from './cloud'
import { createFaultPlan } from './faults'
import { createGate } from './gate'
import { createHandler, type Answer, type Handler, type Traffic } from './handler'
import { createIdaas, tokenPath } from './idaas/idaas'
import { checkKnobs } from './options'
import { createOrganisation, type Organisation } from './organisation'
import type { PracticeCloud, PracticeOptions } from './practice'
import { createRam } from './ram/memory'
import { readRequest } from './request'
import { createSeal } from './seal'
import { createSessions, type IssuedSession, type Session } from './sessions'
import { createThrottle } from './throttle'

/** A running practice cloud, with what tests look at. */
export interface PracticeServer extends PracticeCloud {
  organisation: Organisation
  traffic: Readonly<Traffic>
  /** Changes that were asked for, the latest 1000. */
  mutations: readonly Mutation[]
  /** Requests that passed the gate with the session policy of each, the latest 5000. */
  calls: readonly CallRecord[]
  /** The latest session that AssumeRole issued, with its policy; without its secret. */
  lastSession(): Session | undefined
  /** The latest sessions given out, with their secrets. */
  issued: readonly IssuedSession[]
  /** The latest access and refresh tokens of IDaaS. */
  idaasTokens: readonly string[]
}

export interface PracticeDeps {
  /** Milliseconds since 1970; default the system's clock. */
  now?: () => number
}

const host = '127.0.0.1'
const page = '<!DOCTYPE html><html><head><title>Sign in</title></head><body><h1>Sign in to the network</h1></body></html>'

/** @throws AppError `input` naming the knob that is wrong, or `port` where it is taken. */
export async function startPractice(options: PracticeOptions = {}, { now: ownClock = Date.now }: PracticeDeps = {}): Promise<PracticeServer> {
  const knobs = checkKnobs(options)
  const now = (): number => ownClock() + knobs.skewSeconds * 1000
  const organisation = createOrganisation(knobs.seed, knobs.members)
  const seal = createSeal(createHash('sha256').update(`practice cloud ${knobs.seed} ${organisation.accessKeySecret}`).digest('hex'))
  const sessions = createSessions({ seal, now })
  const cloud: Cloud = { sample: { organisation, scale: knobs.scale }, faults: createFaultPlan(organisation, knobs.faults), sessions, ram: createRam(organisation), now, mutations: [], calls: [] }
  const traffic: Traffic = { requests: {}, throttled: 0 }
  const answerCall = createHandler({ cloud, gate: createGate({ organisation, sessions, now }), throttle: createThrottle({ rate: knobs.throttle, now }), traffic })
  const idaas = createIdaas({ cloud, seal, traffic })
  const handle: Handler = (request) => idaas.answer(request) ?? answerCall(request)

  const waiting = new Set<NodeJS.Timeout>()
  const pause = (): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(() => {
        waiting.delete(timer)
        resolve()
      }, knobs.latencyMs)
      waiting.add(timer)
    })
  const server = createServer({ keepAliveTimeout: 60_000 }, (message, response) => {
    // A client that goes away in mid-request is no failure of the server.
    serve(message, response, handle, knobs.latencyMs > 0 ? pause : undefined, now).catch(() => response.destroy())
  })
  await listen(server, knobs.port)
  const address = `http://${host}:${(server.address() as AddressInfo).port}`
  return {
    address,
    accountId: organisation.management.accountId,
    accessKeyId: organisation.accessKeyId,
    accessKeySecret: organisation.accessKeySecret,
    role: organisation.role,
    organisation,
    traffic,
    mutations: cloud.mutations,
    calls: cloud.calls,
    lastSession: () => cloud.lastSession,
    issued: sessions.issued,
    idaas: { instanceId: idaas.instanceId, clientId: idaas.clientId, tokenUrl: address + tokenPath },
    idaasTokens: idaas.issued,
    close: () => {
      for (const timer of waiting) clearTimeout(timer)
      return close(server)
    },
  }
}

async function serve(message: IncomingMessage, response: ServerResponse, handle: Handler, pause: (() => Promise<void>) | undefined, now: () => number): Promise<void> {
  const request = await readRequest(message)
  const answer = handle(request)
  await pause?.()
  send(message, response, answer, new Date(now()).toUTCString())
}

function send(message: IncomingMessage, response: ServerResponse, { httpStatus, headers, body, fault }: Answer, date: string): void {
  const bytes = Buffer.from(fault === 'html' ? page : body)
  const type = fault === 'html' ? { 'content-type': 'text/html;charset=utf-8' } : {}
  const head = { ...headers, ...type, date, 'content-length': String(bytes.length) }
  switch (fault) {
    case 'hang':
      return
    case 'reset':
      message.socket.resetAndDestroy()
      return
    case 'truncate':
      response.writeHead(httpStatus, head)
      response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => message.socket.destroy())
      return
    case 'html':
    case undefined:
      response.writeHead(httpStatus, head)
      response.end(bytes)
  }
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => reject(new AppError('input', say`The practice cloud cannot listen on port ${port}.`, { about: { field: 'port' }, next: say`Choose another port, or 0 for any free one.`, cause })))
    server.listen(port, host, resolve)
  })
}

/** At once, whatever hangs. */
function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
