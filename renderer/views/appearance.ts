/** Theme, contrast, density and language as the operator or the system wants them, applied to the page at once. */
import { computed, onUnmounted, ref, watch } from 'vue'
import { languageFor, setLanguage } from '../i18n'
import { usePreferences } from '../stores/preferences'

export function useAppearance() {
  const preferences = usePreferences()
  const contrast = window.matchMedia('(prefers-contrast: more)')
  const isSystemSharp = ref(contrast.matches)
  const dark = window.matchMedia('(prefers-color-scheme: dark)')
  const isSystemDark = ref(dark.matches)
  const follow = (event: MediaQueryListEvent): void => {
    isSystemDark.value = event.matches
  }
  const followContrast = (event: MediaQueryListEvent): void => {
    isSystemSharp.value = event.matches
  }
  dark.addEventListener('change', follow)
  contrast.addEventListener('change', followContrast)
  onUnmounted(() => {
    dark.removeEventListener('change', follow)
    contrast.removeEventListener('change', followContrast)
  })

  const theme = computed(() => (preferences.value.theme === 'system' ? (isSystemDark.value ? 'dark' : 'light') : preferences.value.theme))
  const language = computed(() => languageFor(preferences.value.language, navigator.languages))
  watch(theme, (now) => (document.documentElement.dataset.theme = now), { immediate: true })
  const sharpness = computed(() => (preferences.value.contrast === 'system' ? (isSystemSharp.value ? 'more' : 'normal') : preferences.value.contrast))
  watch(sharpness, (now) => (document.documentElement.dataset.contrast = now), { immediate: true })
  watch(() => preferences.value.density, (now) => (document.documentElement.dataset.density = now), { immediate: true })
  watch(language, setLanguage, { immediate: true })
}
