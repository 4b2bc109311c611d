/** What `import … from 'electron'` gives in main: the parts the host offers, and for all others a stand-in that refuses by name. */
import { electron } from './electronParts'

export default electron
export const {
  app, BrowserWindow, clipboard, dialog, ipcMain, Menu, nativeTheme, protocol, session, shell, utilityProcess, webContents,
  autoUpdater, BaseWindow, contentTracing, crashReporter, desktopCapturer, globalShortcut, inAppPurchase, MenuItem, MessageChannelMain, nativeImage, net, netLog,
  Notification, powerMonitor, powerSaveBlocker, pushNotifications, safeStorage, screen, ShareMenu, systemPreferences, TouchBar, Tray, View, webFrameMain, WebContentsView,
} = electron
