/** The only thing the window can reach: `window.bridge` with the asks and tells of the contract. It holds no rule and no state. */
import { contextBridge, ipcRenderer } from 'electron'
import { askNames, tellNames, type Bridge } from '../shared/bridge'

const knownAsks: ReadonlySet<string> = new Set(askNames)
const knownTells: ReadonlySet<string> = new Set(tellNames)

const bridge: Bridge = {
  ask: (name, input) => {
    if (!knownAsks.has(name)) return Promise.reject(new Error(`${String(name)} is not in the bridge contract.`))
    return ipcRenderer.invoke(name, input)
  },
  onTell: (name, listener) => {
    if (!knownTells.has(name)) throw new Error(`${String(name)} is not in the bridge contract.`)
    const forward = (_event: unknown, payload: Parameters<typeof listener>[0]): void => listener(payload)
    ipcRenderer.on(name, forward)
    return () => ipcRenderer.removeListener(name, forward)
  },
}

contextBridge.exposeInMainWorld('bridge', bridge)
