/** How main starts a process of its own: Electron's utility process in the window, a Node child on the command line. Both sides talk in structured-clone messages. */

export interface Child {
  post(message: unknown): void
  onMessage(listener: (message: unknown) => void): void
  /** Called once, when the child has ended for any reason. */
  onExit(listener: (code: number) => void): void
  kill(): void
}

/** Starts the module at this absolute path. */
export type StartChild = (modulePath: string, name: string) => Child

/** The child's own end, the same in both hosts. */
export interface Parent {
  post(message: unknown): void
  onMessage(listener: (message: unknown) => void): void
  /** Called once, when the process that started this one is gone. */
  onClosed(listener: () => void): void
}

/** The environment of a child: what this process has, without the variables that carry credentials. */
export function childEnvironment(environment: NodeJS.ProcessEnv): Record<string, string> {
  const entries = Object.entries(environment).flatMap(([name, value]): [string, string][] => (value === undefined || /^(ALIBABA_?CLOUD|ALICLOUD)_/i.test(name) ? [] : [[name, value]]))
  return Object.fromEntries(entries)
}
