/** Tokens that carry their own facts under a seal, so that none has to be stored and all survive a restart. It accepts only what was sealed with its own key, and hides nothing from whoever holds the token. */
import { createHmac } from 'node:crypto'
import { sameBytes } from './compare'

export interface Seal {
  /** Text that carries the facts: base64 of seal and facts. */
  wrap(facts: object): string
  /** The facts; undefined where the seal is not this one's. */
  unwrap(sealed: string): object | undefined
  /** Hexadecimal digits that belong to a name and this key alone. */
  digest(name: string): string
}

const sealLength = 32

export function createSeal(key: string): Seal {
  const hmac = (text: string | Buffer): Buffer => createHmac('sha256', key).update(text).digest()
  return {
    wrap: (facts) => {
      const body = Buffer.from(JSON.stringify(facts))
      return Buffer.concat([hmac(body), body]).toString('base64')
    },
    unwrap: (sealed) => {
      const bytes = Buffer.from(sealed, 'base64')
      const body = bytes.subarray(sealLength)
      return sameBytes(bytes.subarray(0, sealLength), hmac(body)) ? (JSON.parse(body.toString()) as object) : undefined
    },
    digest: (name) => hmac(name).toString('hex'),
  }
}
