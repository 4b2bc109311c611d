/** Runs in Node's module loader thread: an import of `electron` gets the host's module. Every other import goes its way. */
import type { ResolveHook } from 'node:module'

const electronModule = new URL('electronModule.js', import.meta.url).href

export const resolve: ResolveHook = async (specifier, context, next) =>
  specifier === 'electron' || specifier === 'electron/main' ? { url: electronModule, format: 'module', shortCircuit: true } : next(specifier, context)
