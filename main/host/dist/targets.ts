/** What Rolecall is packaged for: three systems, two processors, and their names in Node and in electron-builder. */

export const systems = ['linux', 'mac', 'win'] as const
export const processors = ['x64', 'arm64'] as const
export type System = (typeof systems)[number]
export type Processor = (typeof processors)[number]

export interface Target {
  system: System
  processor: Processor
}

/** As `process.platform` says it. */
const nodePlatform = { linux: 'linux', mac: 'darwin', win: 'win32' } as const satisfies Record<System, string>
export const allTargets: readonly Target[] = systems.flatMap((system) => processors.map((processor) => ({ system, processor })))
/** `linux-x64`, as folders and the table name it. */
export const nameOf = ({ system, processor }: Target): string => `${system}-${processor}`
/** `darwin-arm64`, as packages with native code name it. */
export const nodeNameOf = ({ system, processor }: Target): string => `${nodePlatform[system]}-${processor}`
/** What this process could load; undefined on a system that Rolecall is not packaged for. */
export const ownTarget = (): Target | undefined => allTargets.find((target) => nodeNameOf(target) === `${process.platform}-${process.arch}`)
