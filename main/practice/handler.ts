/** One request to one answer: find the operation, pass the gate, count, strike, authorise, answer. It writes nothing to the network. */
import { randomUUID } from 'node:crypto'
import { operationName, type Caller, type CallRecord, type Cloud, type PracticeOperation } from './cloud'
import type { TransientFault } from './faults'
import type { Gate } from './gate'
import { writeJson, writeObject } from './json'
import { findOperation, isRoa } from './operations'
import { has } from './parameters'
import { authorize } from './permissions'
import type { IncomingRequest } from './request'
import { findRequestError, missing, refuse } from './requestError'
import type { Throttle } from './throttle'

export interface Answer {
  httpStatus: number
  headers: Record<string, string>
  body: string
  /** How the answer is to be spoiled on its way. */
  fault?: Exclude<TransientFault, 'error5xx'>
}

export interface Traffic {
  /** Requests that passed the gate, by product and operation: `Ecs/DescribeInstances`. */
  requests: Record<string, number>
  /** Of those, how many were throttled. */
  throttled: number
}

/** Requests remembered for tests. */
const callMemory = 5000

export type Handler = (request: IncomingRequest) => Answer

export function createHandler({ cloud, gate, throttle, traffic }: { cloud: Cloud; gate: Gate; throttle: Throttle; traffic: Traffic }): Handler {
  const count = (operation: PracticeOperation, caller: Caller): void => {
    const name = operationName(operation)
    traffic.requests[name] = (traffic.requests[name] ?? 0) + 1
    try {
      throttle(caller.accountId, operation.product)
    } catch (thrown) {
      traffic.throttled += 1
      throw thrown
    }
  }

  const record = (operation: PracticeOperation, { accountId, arn, accessKeyId, session }: Caller): CallRecord => {
    const call: CallRecord = { operation: operationName(operation), accountId, arn, accessKeyId, ...(session?.policy === undefined ? {} : { sessionPolicy: session.policy }) }
    if (cloud.calls.push(call) > callMemory) cloud.calls.shift()
    return call
  }

  /** A profile can always be verified, whatever faults are on. */
  const strike = (operation: PracticeOperation, caller: Caller, request: IncomingRequest): TransientFault | undefined =>
    operation.name === 'GetCallerIdentity' ? undefined : cloud.faults.strike(faultKey(operation, caller, request))

  return (request) => {
    const requestId = randomUUID().toUpperCase()
    let operation: PracticeOperation | undefined
    let call: CallRecord | undefined
    try {
      operation = findOperation(request)
      const caller = gate(request)
      call = record(operation, caller)
      count(operation, caller)
      const fault = strike(operation, caller, request)
      if (fault === 'error5xx') throw serverError(cloud.faults.isOdd(faultKey(operation, caller, request)))
      authorize(operation, cloud, caller, request.parameters)
      const absent = operation.required.find((name) => !has(request.parameters, name))
      if (absent !== undefined) throw missing(absent)
      const fields = operation.answer({ cloud, caller, parameters: request.parameters, host: request.headers.host ?? '' })
      const body = writeObject(operation.style === 'ROA' ? fields : { ...fields, RequestId: writeJson(requestId) })
      return { httpStatus: 200, headers: answerHeaders(requestId), body, ...(fault === undefined ? {} : { fault }) }
    } catch (thrown) {
      if (call) call.refusedWith = findRequestError(thrown)?.code ?? 'InternalError'
      return refusal(thrown, request, requestId, operation)
    }
  }
}

const answerHeaders = (requestId: string): Record<string, string> => ({ 'content-type': 'application/json;charset=utf-8', 'x-acs-request-id': requestId })

const serverError = (isOdd: boolean): Error =>
  isOdd
    ? refuse(500, 'InternalError', 'The request processing has failed due to some unknown error.')
    : refuse(503, 'ServiceUnavailable', 'The request has failed due to a temporary failure of the server.')

/** What differs between two tries of one request, or between two runs of the same call. */
const volatile = new Set([
  'AccessKeyId',
  'SecurityToken',
  'Signature',
  'SignatureMethod',
  'SignatureNonce',
  'SignatureType',
  'SignatureVersion',
  'Timestamp',
  'Action',
  'Format',
  'Version',
  'ClientToken',
  'DurationSeconds',
  'Policy',
  'RoleSessionName',
  'SourceIdentity',
])

function faultKey(operation: PracticeOperation, caller: Caller, { parameters }: IncomingRequest): string {
  const steady = Object.entries(parameters).filter(([name]) => !volatile.has(name))
  return `${operationName(operation)}/${caller.accountId}?${steady.map((pair) => pair.join('=')).sort().join('&')}`
}

function refusal(thrown: unknown, request: IncomingRequest, requestId: string, operation: PracticeOperation | undefined): Answer {
  const { code, httpStatus, detail, retryAfterMs, message } = findRequestError(thrown) ?? { code: 'InternalError', httpStatus: 500, message: 'The request processing has failed due to some unknown error.' }
  const product = operation?.product ?? ''
  const accessDenied = detail && writeJson({ ...detail })
  const body = isRoa(request)
    ? writeObject({ code: writeJson(code), message: writeJson(message), requestId: writeJson(requestId), accessDeniedDetail: accessDenied })
    : writeObject({
        RequestId: writeJson(requestId),
        HostId: writeJson(product ? `${product.toLowerCase()}.aliyuncs.com` : (request.headers.host ?? '')),
        Code: writeJson(code),
        Message: writeJson(message),
        Recommend: writeJson(`https://api.aliyun.com/troubleshoot?q=${encodeURIComponent(code)}&product=${product}&requestId=${requestId}`),
        AccessDeniedDetail: accessDenied,
      })
  const headers = answerHeaders(requestId)
  if (retryAfterMs !== undefined) headers['x-acs-retry-after'] = String(retryAfterMs)
  return { httpStatus, headers, body }
}
