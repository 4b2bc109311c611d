/** What main tells, as it reads in English: for tests that look at the words. */
import { spelled } from '../shared/words'

/** The value with every sentence in it as its English text. */
export const english = <T>(value: T): T => JSON.parse(JSON.stringify(value, spelled)) as T
