/** Takes an HTTP request apart without judging it: path, query, form, headers and the exact bytes of the body. */
import type { IncomingMessage } from 'node:http'
import type { Parameters } from './parameters'

export interface IncomingRequest {
  /** Upper case. */
  method: string
  /** As it stood on the wire, percent-encoded. */
  path: string
  /** Decoded, in order. */
  query: [string, string][]
  /** Decoded fields of a form body; empty for any other body. */
  form: [string, string][]
  /** Lower-case names. */
  headers: Record<string, string>
  body: Buffer
  /** Query and form together; the first of a repeated name counts. */
  parameters: Parameters
}

/** Largest body taken, bytes. */
const bodyLimit = 2 * 1024 * 1024

/** Rejects where the client went away or sends more than a gateway would take. */
export async function readRequest(message: IncomingMessage): Promise<IncomingRequest> {
  const pieces: Buffer[] = []
  let size = 0
  for await (const piece of message) {
    pieces.push(piece as Buffer)
    size += (piece as Buffer).length
    if (size > bodyLimit) throw new RangeError(`A body of more than ${bodyLimit} bytes.`)
  }
  const body = Buffer.concat(pieces)
  const url = message.url ?? '/'
  const cut = url.indexOf('?')
  const path = cut < 0 ? url : url.slice(0, cut)
  const headers = Object.fromEntries(Object.entries(message.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : (value ?? '')]))
  const query = cut < 0 ? [] : decodePairs(url.slice(cut + 1))
  const form = (headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded') ? decodePairs(body.toString()) : []
  const parameters: Record<string, string> = Object.create(null) as Record<string, string>
  for (const [name, value] of [...query, ...form]) parameters[name] ??= value
  return { method: (message.method ?? 'GET').toUpperCase(), path, query, form, headers, body, parameters }
}

const decodePairs = (text: string): [string, string][] => [...new URLSearchParams(text)]
