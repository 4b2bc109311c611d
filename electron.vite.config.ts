import { resolve } from 'node:path'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'electron-vite'

/** Node 20.19 is the oldest runtime that runs main: the Chromium host and the command line. */
const target = 'node20.19'

export default defineConfig({
  main: {
    build: {
      target,
      lib: {
        entry: {
          index: 'main/index.ts',
          cli: 'main/cli.ts',
          resultProcess: 'main/result/process.ts',
          practiceProcess: 'main/practice/process.ts',
        },
        formats: ['es'],
      },
    },
  },
  preload: {
    build: {
      target,
      // A sandboxed preload must be CommonJS and in one file.
      externalizeDeps: { exclude: ['valibot'] },
      lib: { entry: 'preload/index.ts', formats: ['cjs'] },
      rolldownOptions: { output: { entryFileNames: '[name].cjs' } },
    },
  },
  renderer: {
    root: 'renderer',
    plugins: [vue()],
    build: { rolldownOptions: { input: resolve('renderer/index.html') } },
  },
})
