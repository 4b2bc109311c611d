import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  plugins: [vue()],
  test: {
    setupFiles: ['test/temporary.ts'],
    // What is polled for is awaited, not timed: a busy machine may take its time.
    expect: { poll: { timeout: 10_000 } },
    // Every core, where the default leaves one free: most tests wait for a process or a clock.
    maxWorkers: '100%',
    projects: [
      { extends: true, test: { name: 'unit', include: ['test/{shared,main,preload,renderer}/**/*.test.ts', 'test/*.test.ts'], testTimeout: 20_000 } },
      { extends: true, test: { name: 'contract', include: ['test/contract/**/*.test.ts'], testTimeout: 60_000 } },
      { extends: true, test: { name: 'e2e', include: ['test/e2e/**/*.test.ts'], testTimeout: 120_000, hookTimeout: 120_000, fileParallelism: false } },
    ],
  },
})
