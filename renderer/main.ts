/** The window's start: the app, its stores and its texts, mounted once. Everything else is in components. */
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './App.vue'
import { i18n } from './i18n'
import './theme.css'
import './kit/controls.css'

createApp(App).use(createPinia()).use(i18n).mount('#app')
