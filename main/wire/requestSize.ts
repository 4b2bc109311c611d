/** How large an RPC request may be, checked before it is sent: 10 MB by POST, 4 KB by GET. Source: Alibaba Cloud's request structure of RPC operations. */
import { AppError } from '../../shared/errors'
import { say } from '../../shared/words'
import type { ApiRequest } from './wire'

const mostBodyBytes = 10 * 1024 * 1024
const mostGetBytes = 4 * 1024

/** @throws AppError `input` naming the size and the limit. */
export function checkSize({ method, style, path, query, body, product, operation }: ApiRequest): void {
  // ROA products have limits of their own: a function's code may be larger.
  if (style !== 'RPC') return
  const about = { field: 'parameters', product, operation, code: 'RequestTooLarge' }
  const bodyBytes = sizeOf(body)
  if (bodyBytes > mostBodyBytes) {
    throw new AppError('input', say`The body has ${bodyBytes} bytes; at most ${mostBodyBytes} (10 MB) are taken. Nothing was sent.`, { about, next: say`Send less in one call.` })
  }
  if (method !== 'GET') return
  const urlBytes = path.length + new URLSearchParams(query).toString().length
  if (urlBytes > mostGetBytes) {
    throw new AppError('input', say`The request has ${urlBytes} bytes; a GET takes at most ${mostGetBytes} (4 KB). Nothing was sent.`, { about, next: say`Shorten the parameters, or send the call by POST where the operation has it.` })
  }
}

function sizeOf(body: ApiRequest['body']): number {
  switch (body.kind) {
    case 'none':
      return 0
    case 'form':
      return new URLSearchParams(body.fields).toString().length
    case 'json':
      return Buffer.byteLength(body.text)
    case 'bytes':
      return body.bytes.byteLength
  }
}
