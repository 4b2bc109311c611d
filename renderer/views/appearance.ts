/** Theme and language as the operator or the system wants them, applied to the page at once. */
import { computed, onUnmounted, ref, watch } from 'vue'
import { languageFor, setLanguage } from '../i18n'
import { usePreferences } from '../stores/preferences'

export function useAppearance() {
  const preferences = usePreferences()
  const dark = window.matchMedia('(prefers-color-scheme: dark)')
  const isSystemDark = ref(dark.matches)
  const follow = (event: MediaQueryListEvent): void => {
    isSystemDark.value = event.matches
  }
  dark.addEventListener('change', follow)
  onUnmounted(() => dark.removeEventListener('change', follow))

  const theme = computed(() => (preferences.value.theme === 'system' ? (isSystemDark.value ? 'dark' : 'light') : preferences.value.theme))
  const language = computed(() => languageFor(preferences.value.language, navigator.languages))
  watch(theme, (now) => (document.documentElement.dataset.theme = now), { immediate: true })
  watch(language, setLanguage, { immediate: true })
}
