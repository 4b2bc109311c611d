/** 主进程语句的中文：以英文句式为名，{0}、{1} 为其中的值。 */
import type { Catalogue } from '../../../shared/words'
import { callSentences } from './call'
import { credentialSentences } from './credentials'
import { inputSentences } from './input'
import { permissionSentences } from './permission'
import { resultSentences } from './result'
import { savedSentences } from './saved'
import { wireSentences } from './wire'

export const sentences: Catalogue = { ...callSentences, ...credentialSentences, ...inputSentences, ...permissionSentences, ...resultSentences, ...savedSentences, ...wireSentences }
