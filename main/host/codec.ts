/** Text form of the values that structured clone carries, the same on both sides of the window's wall. Functions, symbols and endless nesting are refused, as Electron refuses them. */

/** How bytes become text; Node and the page each have their own fastest way. */
export interface ByteText {
  toText: (bytes: Uint8Array) => string
  toBytes: (text: string) => Uint8Array
}

export interface Codec {
  encode: (value: unknown) => string
  decode: (text: string) => unknown
}

const maxDepth = 500
/** An object with only this key stands for a value JSON has no form for. */
const mark = '$'
type Marked = { [mark]: [kind: string, ...parts: unknown[]] }
type Fields = Record<string, unknown>

const refuse = (what: string): never => {
  throw new Error(`An object could not be cloned: ${what}.`)
}

const isPlainObject = (value: object): value is Fields => {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype || Object.getPrototypeOf(prototype) === null
}

/** Whether JSON alone carries the value without loss; the common case, and the quick one. */
function isJson(value: unknown, depth: number): boolean {
  if (depth > maxDepth) return refuse('it contains itself or is nested too deeply')
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return true
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0)
  if (typeof value !== 'object') return false
  if (Array.isArray(value)) return value.every((item) => isJson(item, depth + 1))
  if (!isPlainObject(value)) return false
  return Object.keys(value).every((key) => key !== mark && isJson(value[key], depth + 1))
}

const mapFields = (fields: Fields, change: (value: unknown) => unknown): Fields => {
  const changed: Fields = {}
  for (const key of Object.keys(fields)) {
    // Plain assignment would turn a field named __proto__ into the prototype.
    Object.defineProperty(changed, key, { value: change(fields[key]), enumerable: true, configurable: true, writable: true })
  }
  return changed
}

/** Both directions for one way of writing bytes. */
export function createCodec({ toText, toBytes }: ByteText): Codec {
  const viewTypes: Record<string, new (buffer: ArrayBuffer) => object> = {
    Int8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array, Float64Array, BigInt64Array, BigUint64Array, DataView,
  }

  const toMarked = (value: unknown, depth: number): unknown => {
    if (depth > maxDepth) return refuse('it contains itself or is nested too deeply')
    const inner = (item: unknown): unknown => toMarked(item, depth + 1)
    const marked = (kind: string, ...parts: unknown[]): Marked => ({ [mark]: [kind, ...parts] })
    switch (typeof value) {
      case 'string':
      case 'boolean':
        return value
      case 'undefined':
        return marked('undefined')
      case 'bigint':
        return marked('bigint', String(value))
      case 'number':
        return isJson(value, 0) ? value : marked('number', Object.is(value, -0) ? '-0' : String(value))
      case 'function':
        return refuse(`${value.name || 'it'} is a function`)
      case 'symbol':
        return refuse('it is a symbol')
      default:
        break
    }
    if (value === null) return value
    if (Array.isArray(value)) return Array.from(value, inner)
    if (value instanceof Date) return marked('date', value.getTime())
    if (value instanceof Map) return marked('map', Array.from(value, ([key, item]) => [inner(key), inner(item)]))
    if (value instanceof Set) return marked('set', Array.from(value, inner))
    if (value instanceof RegExp) return marked('regexp', value.source, value.flags)
    if (value instanceof Error) return marked('error', value.name, value.message)
    if (value instanceof Promise) return refuse('it is a promise')
    if (value instanceof ArrayBuffer) return marked('buffer', toText(new Uint8Array(value)))
    if (ArrayBuffer.isView(value)) {
      // A Uint8Array, and Node's Buffer with it, needs no name.
      const name = Object.keys(viewTypes).find((type) => value instanceof (viewTypes[type] ?? Array))
      return marked('bytes', toText(new Uint8Array(value.buffer, value.byteOffset, value.byteLength)), name)
    }
    const fields = mapFields(value as Fields, inner)
    return mark in fields ? marked('object', fields) : fields
  }

  const fromMarked = (value: unknown): unknown => {
    if (value === null || typeof value !== 'object') return value
    if (Array.isArray(value)) return value.map(fromMarked)
    if (!Object.hasOwn(value, mark)) return mapFields(value as Fields, fromMarked)
    const [kind, first, second] = (value as Marked)[mark]
    switch (kind) {
      case 'undefined':
        return undefined
      case 'bigint':
        return BigInt(first as string)
      case 'number':
        return Number(first)
      case 'date':
        // JSON writes the time of an invalid date as null.
        return new Date((first as number | null) ?? NaN)
      case 'map':
        return new Map((first as [unknown, unknown][]).map(([key, item]) => [fromMarked(key), fromMarked(item)]))
      case 'set':
        return new Set((first as unknown[]).map(fromMarked))
      case 'regexp':
        return new RegExp(first as string, second as string)
      case 'error':
        return Object.defineProperty(new Error(second as string), 'name', { value: first, configurable: true, writable: true })
      case 'buffer':
        return toBytes(first as string).slice().buffer
      case 'bytes': {
        const bytes = toBytes(first as string)
        const View = viewTypes[second as string]
        return View === undefined ? bytes : new View(bytes.slice().buffer)
      }
      case 'object':
        return mapFields(first as Fields, fromMarked)
      default:
        return refuse(`${kind} is not a known form`)
    }
  }

  return {
    encode: (value) => (isJson(value, 0) ? `j${JSON.stringify(value)}` : `m${JSON.stringify(toMarked(value, 0))}`),
    decode: (text) => {
      const value: unknown = JSON.parse(text.slice(1))
      return text.startsWith('m') ? fromMarked(value) : value
    },
  }
}
