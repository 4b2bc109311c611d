/** Reads the body of a refusal in each of Alibaba Cloud's spellings (RPC, ROA, XML). It decides nothing, and decodes no diagnostic. */

/** What a refusal says of itself. */
export interface Refusal {
  code?: string
  message?: string
  requestId?: string
  recommend?: string
  ramAction?: string
  noPermissionType?: string
  policyType?: string
  principal?: string
  principalType?: string
  principalAccountId?: string
  diagnostic?: string
}

/** Spellings seen in published error samples, compared without letter case. */
const spellings: Record<'code' | 'message' | 'requestId' | 'recommend', string[]> = {
  code: ['code', 'errorcode', 'error_code', 'error'],
  message: ['message', 'errormessage', 'error_message', 'errormsg', 'errmsg', 'error_description'],
  requestId: ['requestid', 'request_id', 'request-id'],
  recommend: ['recommend'],
}

/** Fields of `AccessDeniedDetail`, compared without letter case; the type of policy is spelt in two ways. */
const deniedFields = {
  ramAction: ['authaction'],
  noPermissionType: ['nopermissiontype'],
  policyType: ['policytype', 'nopermissionpolicytype'],
  principal: ['authprincipaldisplayname'],
  principalType: ['authprincipaltype'],
  principalAccountId: ['authprincipalownerid'],
  diagnostic: ['encodeddiagnosticmessage'],
} satisfies Partial<Record<keyof Refusal, string[]>>

/** Undefined where the body is neither a JSON object nor XML. */
export function readRefusal(body: string): Refusal | undefined {
  const text = body.trim()
  const fields = text.startsWith('{') ? jsonFields(text) : text.startsWith('<') && !looksLikeHtml(text) ? xmlFields(text) : undefined
  if (!fields) return undefined
  const refusal: Refusal = {}
  for (const [name, keys] of Object.entries(spellings)) {
    const value = keys.map((key) => fields.get(key)).find(isFilled)
    if (value !== undefined) refusal[name as keyof typeof spellings] = String(value)
  }
  const denied = asMap(fields.get('accessdenieddetail'))
  for (const [name, keys] of Object.entries(deniedFields)) {
    const value = keys.map((key) => denied?.get(key)).find(isFilled)
    if (value !== undefined) refusal[name as keyof typeof deniedFields] = String(value)
  }
  return refusal
}

/** Every plain text of a small answer by its lower-case name, whether the answer is JSON or XML; names are taken to stand once. Empty where it is neither. */
export function readFlat(body: string): Map<string, string> {
  const text = body.trim()
  if (text.startsWith('<')) return new Map([...xmlFields(text)].flatMap(([name, value]) => (typeof value === 'string' ? [[name, value] as const] : [])))
  const found = new Map<string, string>()
  const visit = (value: unknown): void => {
    for (const [name, item] of asMap(value) ?? []) {
      if (isFilled(item)) found.set(name, String(item))
      else visit(item)
    }
  }
  visit(jsonFields(text))
  return found
}

/** A page meant for people: what a proxy or a load balancer answers. JSON that is called HTML is still JSON. */
export function looksLikeHtml(body: string, contentType = ''): boolean {
  const start = body.slice(0, 200).trimStart()
  return (/^text\/html\b/i.test(contentType) && !/^[{[]/.test(start)) || /^<(!doctype\s+html|html)\b/i.test(start)
}

/** A JSON object or list that ends before its last bracket. */
export function isCutShort(body: string, contentType = ''): boolean {
  if (!/json/i.test(contentType)) return false
  const text = body.trim()
  return (text.startsWith('{') && !text.endsWith('}')) || (text.startsWith('[') && !text.endsWith(']'))
}

const isFilled = (value: unknown): value is string | number => (typeof value === 'string' && value !== '') || typeof value === 'number'

function jsonFields(text: string): Map<string, unknown> | undefined {
  try {
    return asMap(JSON.parse(text))
  } catch {
    return undefined
  }
}

function asMap(value: unknown): Map<string, unknown> | undefined {
  if (typeof value === 'string' && value.trimStart().startsWith('{')) return jsonFields(value)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value instanceof Map ? value : undefined
  if (value instanceof Map) return value as Map<string, unknown>
  return new Map(Object.entries(value).map(([key, item]) => [key.toLowerCase(), item]))
}

/** Elements that hold plain text, by name, wherever they stand: an error body is small and flat. */
function xmlFields(text: string): Map<string, unknown> {
  const fields = new Map<string, unknown>()
  for (const [, name, value] of text.slice(0, 100_000).matchAll(/<([A-Za-z_][\w.-]*)>([^<]*)<\/\1>/g)) {
    if (name !== undefined && value !== undefined && !fields.has(name.toLowerCase())) fields.set(name.toLowerCase(), unescapeXml(value.trim()))
  }
  const nested = Object.values(deniedFields)
    .flat()
    .filter((name) => fields.has(name))
  if (nested.length > 0) fields.set('accessdenieddetail', new Map(nested.map((name) => [name, fields.get(name)])))
  return fields
}

const entities: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }
const unescapeXml = (text: string): string => text.replace(/&(lt|gt|amp|quot|apos);/g, (_all, name: string) => entities[name] ?? '')
