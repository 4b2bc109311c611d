/** The person at the browser: answers a sign-in at the page of the practice cloud's IDaaS. */

/** @param verificationUri the page, with or without the code. */
export async function answerSignIn(verificationUri: string, userCode: string, answer: 'allow' | 'refuse' = 'allow'): Promise<number> {
  const { status, body } = await fetch(verificationUri, { method: 'POST', body: new URLSearchParams({ user_code: userCode, answer }) })
  await body?.cancel()
  return status
}
