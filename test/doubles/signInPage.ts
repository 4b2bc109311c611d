/** The person at the browser: answers a sign-in at the page of the practice cloud's IDaaS. */
import { exchangeScope } from '../../main/practice/idaas/exchange'
import type { PracticeServer } from '../../main/practice/server'

/** @param verificationUri the page, with or without the code. */
export async function answerSignIn(verificationUri: string, userCode: string, answer: 'allow' | 'refuse' = 'allow'): Promise<number> {
  const { status, body } = await fetch(verificationUri, { method: 'POST', body: new URLSearchParams({ user_code: userCode, answer }) })
  await body?.cancel()
  return status
}

/** An access token as the application of a person would hold it, to be pasted. */
export async function obtainAccessToken({ idaas }: PracticeServer): Promise<string> {
  const post = async (url: string, fields: Record<string, string>): Promise<Record<string, string>> =>
    (await (await fetch(url, { method: 'POST', body: new URLSearchParams({ client_id: idaas.clientId, ...fields }) })).json()) as Record<string, string>
  const code = await post(idaas.tokenUrl.replace(/token$/, 'device/code'), { scope: exchangeScope })
  await answerSignIn(code['verification_uri'] ?? '', code['user_code'] ?? '')
  const { access_token: token } = await post(idaas.tokenUrl, { grant_type: 'urn:ietf:params:oauth:grant-type:device_code', device_code: code['device_code'] ?? '' })
  if (token === undefined) throw new Error('IDaaS gave no token.')
  return token
}
