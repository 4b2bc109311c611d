/** Builds the Chromium host into out/host; the two page scripts are bundled first and go in as text. */
import { builtinModules } from 'node:module'
import { build, defineConfig, type Plugin } from 'vite'

const root = import.meta.dirname
const target = 'node20.19'
const suffix = '?page'

/** `import source from './page/x?page'` gives an expression that evaluates to that module. */
function pageScripts(): Plugin {
  return {
    name: 'rolecall-page-scripts',
    enforce: 'pre',
    resolveId: async function (id, importer) {
      if (!id.endsWith(suffix)) return null
      const found = await this.resolve(id.slice(0, -suffix.length), importer)
      return found && `${found.id}${suffix}`
    },
    load: async function (id) {
      if (!id.endsWith(suffix)) return null
      const built = await build({
        configFile: false,
        root,
        logLevel: 'error',
        build: { write: false, target: 'chrome120', minify: false, lib: { entry: id.slice(0, -suffix.length), formats: ['iife'], name: 'page' } },
      })
      const output = Array.isArray(built) ? built[0] : built
      if (!output || !('output' in output)) throw new Error(`${id} was not built.`)
      for (const file of Object.keys(output.output[0].modules)) this.addWatchFile(file)
      return `export default ${JSON.stringify(`(() => {\n${output.output[0].code}\nreturn page\n})()`)}`
    },
  }
}

export default defineConfig({
  root,
  plugins: [pageScripts()],
  logLevel: 'warn',
  build: {
    target,
    outDir: '../../out/host',
    emptyOutDir: true,
    minify: false,
    ssr: true,
    rolldownOptions: {
      input: { boot: `${root}/boot.ts`, hook: `${root}/hook.ts`, electronModule: `${root}/electronModule.ts`, utilityChild: `${root}/utilityChild.ts` },
      external: [...builtinModules, /^node:/],
      output: { entryFileNames: '[name].js', chunkFileNames: '[name].js', format: 'es' },
    },
  },
})
