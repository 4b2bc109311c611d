/** The window's start: the app, its stores and its texts, mounted once. Everything else is in components. */
import { createPinia } from 'pinia'
import { createApp } from 'vue'
// Before the components, whose own rules stand over the shared ones.
import './theme.css'
import './kit/controls.css'
import './kit/forcedColors.css'
import App from './App.vue'
import { i18n } from './i18n'

createApp(App).use(createPinia()).use(i18n).mount('#app')
