/** Every action of the window that has a shortcut: its name and its keys as they come. Pure. */
import { isFree } from '../kit/shortcuts'

export const defaultKeys = {
  find: 'mod+k',
  findOperation: 'mod+e',
  run: 'mod+enter',
  save: 'mod+s',
  saved: 'mod+shift+s',
  open: 'mod+o',
  paste: 'mod+i',
  rows: 'mod+1',
  targets: 'mod+2',
  responses: 'mod+3',
  chart: 'mod+4',
  sql: 'mod+5',
  compare: 'mod+6',
  tall: 'mod+shift+f',
  permissions: 'mod+shift+k',
  history: 'mod+shift+h',
  audit: 'mod+shift+l',
  settings: 'mod+,',
  lock: 'mod+l',
  theme: 'mod+shift+d',
  language: 'mod+shift+e',
  offline: 'mod+shift+o',
  shortcuts: '?',
  guide: 'f1',
} as const satisfies Record<string, string>

export type ActionName = keyof typeof defaultKeys
export const actionNames = Object.keys(defaultKeys) as ActionName[]
export type Keys = Record<ActionName, string>

/** The operator's keys over the defaults; what is no shortcut, or belongs to an action before it, is left out. */
export function keysFrom(chosen: Readonly<Record<string, string>>): Keys {
  const keys = { ...defaultKeys } as Keys
  for (const name of actionNames) {
    const wanted = chosen[name]
    if (wanted !== undefined && refusalOf(name, wanted, keys) === undefined) keys[name] = wanted
  }
  return keys
}

/** Why an action cannot have these keys: they are no shortcut, or another action has them. */
export function refusalOf(name: ActionName, wanted: string, keys: Keys): 'notFree' | ActionName | undefined {
  if (!isFree(wanted)) return 'notFree'
  return actionNames.find((other) => other !== name && keys[other] === wanted)
}

export const actionOf = (pressed: string, keys: Keys): ActionName | undefined => actionNames.find((name) => keys[name] === pressed)
