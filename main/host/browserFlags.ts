/** The flags the browser is started with. They are fixed: nothing on Rolecall's command line can weaken them. */

export interface FlagChoice {
  profileFolder: string
  title: string
  isHeadless: boolean
  isRoot: boolean
  width: number
  height: number
  /** Port for a test driver, which asks for it as it asks Electron; undefined otherwise, and then no port is opened. */
  debuggingPort?: string
  /** Whether pages may be loaded from this machine, for `electron-vite dev`. */
  allowsLoopback: boolean
}

const quiet = [
  '--no-first-run',
  '--no-default-browser-check',
  '--no-pings',
  '--no-service-autorun',
  '--metrics-recording-only',
  '--disable-background-networking',
  '--disable-breakpad',
  '--disable-client-side-phishing-detection',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-domain-reliability',
  '--disable-extensions',
  '--disable-field-trial-config',
  '--disable-search-engine-choice-screen',
  '--disable-sync',
  '--password-store=basic',
  '--use-mock-keychain',
  '--disable-features=Translate,MediaRouter,OptimizationHints,AutofillServerCommunication,HttpsUpgrades,NetworkTimeServiceQuerying,PreconnectToSearch,DestroyProfileOnBrowserClose',
]

/** A window that is covered must go on counting rows. */
const awake = ['--disable-background-timer-throttling', '--disable-backgrounding-occluded-windows', '--disable-renderer-backgrounding', '--disable-hang-monitor']

export function browserFlags(choice: FlagChoice): string[] {
  const { profileFolder, title, isHeadless, isRoot, width, height, debuggingPort, allowsLoopback } = choice
  return [
    '--remote-debugging-pipe',
    ...(debuggingPort === undefined ? [] : [`--remote-debugging-port=${debuggingPort}`]),
    `--user-data-dir=${profileFolder}`,
    `--host-resolver-rules=MAP * ~NOTFOUND${allowsLoopback ? ', EXCLUDE localhost, EXCLUDE 127.0.0.1' : ''}`,
    '--block-new-web-contents',
    // Hides the bar that warns of the flags above.
    '--test-type',
    // /dev/shm is 64 MB in a container.
    '--disable-dev-shm-usage',
    ...quiet,
    ...awake,
    // Chromium's sandbox refuses to start as root; every other user keeps it.
    ...(isRoot ? ['--no-sandbox'] : []),
    `--window-size=${width},${height}`,
    `--class=${title}`,
    // A data: page is the one start page that opens as an application window and probes no network.
    ...(isHeadless ? ['--headless=new', 'about:blank'] : [`--app=data:text/html,<title>${encodeURIComponent(title)}</title>`]),
  ]
}
