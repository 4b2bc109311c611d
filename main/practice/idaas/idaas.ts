/** The IDaaS instance of the sample organisation: sign-in by device code, tokens, and their exchange for a role's session. It answers only its own paths. */
import { randomUUID } from 'node:crypto'
import type { Cloud } from '../cloud'
import { lowerAlnum, rollDice } from '../dice'
import type { Answer, Traffic } from '../handler'
import { writeJson, writeObject } from '../json'
import { idaasProvider } from '../ram/sampleRoles'
import type { IncomingRequest } from '../request'
import { findRequestError, refuse } from '../requestError'
import type { Seal } from '../seal'
import { exchange } from './exchange'
import { oauthCodeOf, refuseOAuth } from './oauthError'
import { askingPage, endPage } from './page'
import { codeSeconds, createSignIns, intervalSeconds } from './signIn'
import { createIdaasTokens } from './tokens'

/** Instance and application that a profile names. */
export interface IdaasNames {
  /** `idaas_ue2jvisn35ea5lmthk267xxxxx` */
  instanceId: string
  clientId: string
}

export interface Idaas extends IdaasNames {
  /** Undefined where the request is not for it. */
  answer(request: IncomingRequest): Answer | undefined
  /** The latest tokens given out. */
  issued: readonly string[]
}

export const tokenPath = '/api/v2/iauths_system/oauth2/token'
/** Beside the token endpoint, as at the real instance. */
const devicePath = '/api/v2/iauths_system/oauth2/device/code'
const pagePath = '/device'
const exchangePath = /^\/v2\/([^/]+)\/cloudAccountRoles\/_\/actions\/obtainAccessCredential$/
const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code'

/** The instance of a seed; the same in every run. */
export function idaasNames(seed: number): IdaasNames {
  const dice = rollDice(seed, 'idaas')
  return { instanceId: `idaas_${dice.text(lowerAlnum, 26)}`, clientId: `app_${dice.text(lowerAlnum, 26)}` }
}

export function createIdaas({ cloud, seal, traffic }: { cloud: Cloud; seal: Seal; traffic: Traffic }): Idaas {
  const { seed, management } = cloud.sample.organisation
  const { instanceId, clientId } = idaasNames(seed)
  const tokens = createIdaasTokens({ seal, now: cloud.now })
  const signIns = createSignIns({ now: cloud.now })

  const begin = ({ form, headers }: IncomingRequest): object => {
    const fields = Object.fromEntries(form)
    checkClient(fields)
    const { deviceCode, userCode } = signIns.begin(fields['scope'] ?? '')
    const page = `http://${headers.host ?? ''}${pagePath}`
    return { device_code: deviceCode, user_code: userCode, verification_uri: page, verification_uri_complete: `${page}?user_code=${userCode}`, expires_in: codeSeconds, interval: intervalSeconds }
  }
  const grant = ({ form }: IncomingRequest): object => {
    const fields = Object.fromEntries(form)
    checkClient(fields)
    if (fields['grant_type'] === 'refresh_token') return tokens.refresh(fields['refresh_token'] ?? '')
    if (fields['grant_type'] === deviceGrant) return tokens.grant(signIns.redeem(fields['device_code'] ?? ''))
    throw refuseOAuth('unsupported_grant_type', 'The grant type is not supported.')
  }
  const checkClient = (fields: Record<string, string>): void => {
    if (fields['client_id'] !== clientId) throw refuseOAuth('invalid_client', 'The application is not known.')
  }
  const visit = ({ method, parameters, form }: IncomingRequest): Answer => {
    if (method !== 'POST') return html(200, askingPage(parameters['user_code'] ?? ''))
    const { user_code: userCode = '', answer } = Object.fromEntries(form)
    const isAllowed = answer === 'allow'
    return signIns.answer(userCode, isAllowed) ? html(200, endPage(isAllowed ? 'You are signed in. This page can be closed.' : 'The sign-in was refused.')) : html(404, endPage('There is no such code, or it has expired.'))
  }

  const exchangeFor = (wanted: string, request: IncomingRequest): Answer => {
    const requestId = randomUUID().toUpperCase()
    const name = 'Eiam-developerapi/ObtainCloudAccountRoleAccessCredential'
    traffic.requests[name] = (traffic.requests[name] ?? 0) + 1
    try {
      if (wanted !== instanceId) throw refuse(404, 'ResourceNotFound.Instance', 'The instance does not exist.')
      return json(200, exchange({ cloud, tokens, provider: idaasProvider(management.accountId), authorization: request.headers.authorization, parameters: request.parameters }), requestId)
    } catch (thrown) {
      const { httpStatus, code, message } = findRequestError(thrown) ?? { httpStatus: 500, code: 'InternalError', message: 'The request processing has failed.' }
      return json(httpStatus, writeObject({ code: writeJson(code), message: writeJson(message), requestId: writeJson(requestId) }), requestId)
    }
  }
  const oauth = (work: () => object): Answer => {
    try {
      return json(200, JSON.stringify(work()))
    } catch (thrown) {
      const error = oauthCodeOf(thrown) ?? 'server_error'
      return json(error === 'server_error' ? 500 : 400, JSON.stringify({ error, error_description: (thrown as Error).message }))
    }
  }

  return {
    instanceId,
    clientId,
    issued: tokens.issued,
    answer: (request) => {
      const wanted = request.method === 'GET' ? exchangePath.exec(request.path)?.[1] : undefined
      if (wanted !== undefined) return exchangeFor(decodeURIComponent(wanted), request)
      if (request.path === pagePath) return visit(request)
      if (request.method !== 'POST') return undefined
      if (request.path === devicePath) return oauth(() => begin(request))
      return request.path === tokenPath ? oauth(() => grant(request)) : undefined
    },
  }
}

const json = (httpStatus: number, body: string, requestId?: string): Answer => ({
  httpStatus,
  headers: { 'content-type': 'application/json;charset=utf-8', ...(requestId === undefined ? {} : { 'x-acs-request-id': requestId }) },
  body,
})
const html = (httpStatus: number, body: string): Answer => ({ httpStatus, headers: { 'content-type': 'text/html;charset=utf-8', 'content-security-policy': "default-src 'none'" }, body })
