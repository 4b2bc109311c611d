/** What an error tells in one go, where it is a part of something larger. */
import type { AppError } from '../../shared/errors'
import { say, type Words } from '../../shared/words'

/** Its message, and the next move after it. */
export const wholeWords = ({ words: { message, next } }: AppError): Words => (next === undefined ? message : say`${message} ${next}`)
