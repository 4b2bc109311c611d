/** 主进程语句的中文：以英文句式为名，{0}、{1} 为其中的值。 */
import type { Catalogue } from '../../../shared/words'
import { auditSentences } from './audit'
import { callSentences } from './call'
import { catalogSentences } from './catalog'
import { credentialSentences } from './credentials'
import { inputSentences } from './input'
import { mainSentences } from './main'
import { permissionSentences } from './permission'
import { practiceSentences } from './practice'
import { resultSentences } from './result'
import { savedSentences } from './saved'
import { wireSentences } from './wire'

export const sentences: Catalogue = { ...auditSentences, ...callSentences, ...catalogSentences, ...credentialSentences, ...inputSentences, ...mainSentences, ...permissionSentences, ...practiceSentences, ...resultSentences, ...savedSentences, ...wireSentences }
