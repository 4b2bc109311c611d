/** The two languages of the window, switched live. Keys are typed, so a missing text does not compile; nothing here reads settings. */
import { computed } from 'vue'
import { createI18n, useI18n } from 'vue-i18n'
import { en, type Messages } from './locales/en'
import { zh } from './locales/zh'

export type Language = 'en' | 'zh'
export type MessageKey = { [G in keyof Messages]: `${G}.${Extract<keyof Messages[G], string>}` }[keyof Messages]
export type Named = Record<string, string | number>

export const i18n = createI18n({ legacy: false, locale: 'en', fallbackLocale: 'en', messages: { en, zh }, warnHtmlMessage: false })

/** The language for a preference, given what the system asks for. */
export function languageFor(preference: 'system' | Language, systemLanguages: readonly string[]): Language {
  if (preference !== 'system') return preference
  return (systemLanguages[0] ?? 'en').toLowerCase().startsWith('zh') ? 'zh' : 'en'
}

export function setLanguage(language: Language): void {
  i18n.global.locale.value = language
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
}

/** `t` for a text, `tn` for a text with a count; both follow the language as it changes. */
export function useText() {
  const { t, locale } = useI18n({ useScope: 'global' })
  return {
    language: computed<Language>(() => (locale.value === 'zh' ? 'zh' : 'en')),
    t: (key: MessageKey, named: Named = {}): string => t(key, named),
    tn: (key: MessageKey, count: number, named: Named = {}): string => t(key, { n: count.toLocaleString(locale.value === 'zh' ? 'zh-CN' : 'en-US'), ...named }, count),
  }
}
