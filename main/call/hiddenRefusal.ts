/** Finds refusals that come with HTTP 200. Source: some products answer `Success: false` or an error `Code` in a whole answer. */
import { AppError } from '../../shared/errors'
import { say } from '../../shared/words'
import type { PageFacts } from '../result/result'
import { readRefusal } from '../wire/errorBody'
import type { ApiAnswer } from '../wire/wire'

/** Bytes; a refusal is short, and a long answer is not parsed twice. */
const longestRefusal = 8192
const goodCode = /^(0|2\d\d|ok|success|succeed(ed)?|true)$/i

/** Too many calls, said in a whole answer; found before the answer is stored, so that it can be asked for again. */
export function throttlingIn({ body, requestId, httpStatus }: ApiAnswer): AppError | undefined {
  const refusal = body.length > longestRefusal ? undefined : readRefusal(body)
  if (refusal?.code === undefined || !/^(Throttling|ServiceUnavailable$|FlowLimit)/i.test(refusal.code)) return undefined
  const id = refusal.requestId ?? requestId
  return new AppError('throttled', refusal.message ?? say`Too many calls.`, {
    next: say`Wait a little; fewer calls a second avoid this.`,
    about: { code: refusal.code, httpStatus, ...(id === undefined ? {} : { requestId: id }) },
  })
}

/** What the stored page says of itself, where that is a refusal. */
export function refusalIn({ received, success, code, message, requestId }: PageFacts): AppError | undefined {
  const isBadCode = code !== undefined && code !== '' && !goodCode.test(code)
  if (success !== false && !(isBadCode && received === 0 && success !== true)) return undefined
  return new AppError('refused', message ?? (code === undefined ? say`The answer says that it did not succeed.` : say`The answer says ${code}.`), {
    next: say`Check the parameters and the permission that the message names.`,
    about: { httpStatus: 200, ...(code === undefined ? {} : { code }), ...(requestId === undefined ? {} : { requestId }) },
  })
}
