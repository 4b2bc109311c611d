/** Where boot.ts leaves the host's parts for the two ways of loading `electron`; it makes none of them. */
import { absent, offerOnly } from './refuse'

const absentNames = [
  'autoUpdater', 'BaseWindow', 'contentTracing', 'crashReporter', 'desktopCapturer', 'globalShortcut', 'inAppPurchase', 'MenuItem', 'MessageChannelMain', 'nativeImage', 'net', 'netLog',
  'powerMonitor', 'powerSaveBlocker', 'pushNotifications', 'safeStorage', 'screen', 'ShareMenu', 'systemPreferences', 'TouchBar', 'Tray', 'View', 'webFrameMain', 'WebContentsView',
] as const
export type OfferedPart = 'app' | 'BrowserWindow' | 'clipboard' | 'dialog' | 'ipcMain' | 'Menu' | 'nativeTheme' | 'Notification' | 'protocol' | 'session' | 'shell' | 'utilityProcess' | 'webContents'
export type Parts = Record<OfferedPart | (typeof absentNames)[number], object>

/** Empty until {@link fillParts}; main is loaded after that. */
export const electron = offerOnly('', {} as Parts)

export function fillParts(parts: Record<OfferedPart, object>): void {
  Object.assign(electron, Object.fromEntries(absentNames.map((name) => [name, absent(name)])), parts)
}
