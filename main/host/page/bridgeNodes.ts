/** The form in which values, functions and promises pass between the page and the preload's own world. It runs in neither. */

/** From the preload's world to the page. */
export type Node =
  | { kind: 'value'; value: unknown }
  | { kind: 'object'; fields: [string, Node][] }
  | { kind: 'function'; id: number }
  | { kind: 'promise'; id: number }
  | { kind: 'error'; message: string }

export type ToPage =
  | { kind: 'expose'; name: string; node: Node }
  | { kind: 'answer'; node: Node }
  | { kind: 'settle'; id: number; node: Node }
  | { kind: 'callback'; id: number; args: Node[] }

/** From the page to the preload's world: a call of an exposed function. A function among the arguments travels as its number. */
export interface PageCall {
  id: number
  args: ({ value: unknown } | { callback: number })[]
}

/** Names of the two events for one window; nobody else can guess them. */
export const eventNames = (secret: string): { toPage: string; toPreload: string } => ({ toPage: `${secret}-page`, toPreload: `${secret}-preload` })
