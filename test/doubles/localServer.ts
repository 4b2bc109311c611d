/** A real HTTP server on loopback that records each request and answers as the test says. It knows nothing of Alibaba Cloud. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

export interface Recorded {
  method: string
  /** Path without the query. */
  path: string
  query: Record<string, string>
  headers: IncomingMessage['headers']
  body: string
  socket: Socket
}

export type Answering = (request: Recorded, response: ServerResponse) => void

export interface LocalServer {
  /** `http://127.0.0.1:41231` */
  address: string
  requests: Recorded[]
  /** Replaces how it answers from now on. */
  answer(answering: Answering): void
  close(): Promise<void>
}

/** Sends JSON with a status. */
export const json =
  (status: number, body: string, headers: Record<string, string> = {}): Answering =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json;charset=utf-8', ...headers })
    response.end(body)
  }

export async function startLocalServer(first: Answering = json(200, '{}')): Promise<LocalServer> {
  let answering = first
  const requests: Recorded[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const url = new URL(request.url ?? '/', 'http://127.0.0.1')
      const recorded: Recorded = {
        method: request.method ?? '',
        path: (request.url ?? '/').split('?')[0] ?? '/',
        query: Object.fromEntries(url.searchParams),
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
        socket: request.socket,
      }
      requests.push(recorded)
      answering(recorded, response)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    answer: (next) => {
      answering = next
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
