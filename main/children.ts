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
}
