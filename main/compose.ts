/** Builds the engine that the window and the command line share: wire, credentials, catalogue, results, calls. Nothing else may put these together. */
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Redactor } from '../shared/redact'
import { settingDefaults, type Settings } from '../shared/settings'
import { createAudit, type Audit } from './audit/audit'
import { createCalls } from './call/runner'
import type { Calls } from './call/calls'
import { createHistory, type CallHistory } from './call/history'
import { createSpeakers } from './call/speakers'
import type { Catalog } from './catalog/catalog'
import { createCatalog } from './catalog/create'
import { createLearned } from './catalog/learned'
import { createFetchMetadata } from './catalog/live/fetchMetadata'
import { createLiveSource } from './catalog/live/source'
import type { StartChild } from './children'
import { createCredentials } from './credentials/create'
import type { Credentials } from './credentials/credentials'
import { defaultSessionName } from './credentials/callerRole'
import { createKeychain } from './credentials/keychain'
import { createPermission } from './permission/create'
import type { Permission } from './permission/permission'
import type { ResultStore } from './result/result'
import { createResultStore } from './result/store'
import { createCloudClock, type CloudClock } from './wire/cloudClock'
import { createLimiter } from './wire/rate'
import { createRateMemory } from './wire/rateMemory'
import { createRetrier } from './wire/retry'
import { createRoute, type Route } from './wire/route'
import { createSend } from './wire/send'
import { createAssumeRole } from './wire/sts'

export interface EngineDeps {
  /** The data folder. */
  home: string
  operator: string
  env: NodeJS.ProcessEnv
  redactor: Redactor
  startChild: StartChild
  /** Path of the module that runs DuckDB in a process of its own. */
  resultProcess: string
  /** Folder of the embedded catalogue. */
  catalogue: string
  /** Metadata is fetched in the background as it is used; absent: only where a command asks for it. */
  refreshesCatalogue?: boolean
  /** The operator's switch; `ROLECALL_OFFLINE` in the environment says the same. */
  isOffline?: () => boolean
  /** The operator's, as they are now. */
  settings?: () => Settings
  /** Minutes without use until memory is emptied of secrets; 0, and absent: never. */
  lockAfterMinutes?: () => number
  /** Told where the audit log cannot be written; the lines wait. */
  onAuditFailure?: (thrown: unknown) => void
  /** What the system says of the proxy for an address. */
  askSystemProxy?: (address: string) => Promise<string>
}

export interface Engine {
  credentials: Credentials
  /** The cloud's time as far as refusals have taught it. */
  cloudClock: CloudClock
  catalog: Catalog
  results: ResultStore
  audit: Audit
  permission: Permission
  calls: Calls
  /** The way to the network, for what asks besides the engine. */
  route: Route
  history: CallHistory
  /** Counts the calls of the history, so that the search ranks by use. */
  countUses(): Promise<void>
  /** Cancels what runs, keeps what arrived, forgets every secret. */
  close(): Promise<void>
}

export function composeEngine({ home, operator, env, redactor, startChild, resultProcess, catalogue, refreshesCatalogue = false, isOffline = () => false, settings = () => settingDefaults, lockAfterMinutes = () => 0, onAuditFailure = () => undefined, askSystemProxy }: EngineDeps): Engine {
  const clock = Date.now
  const random = Math.random
  const cloudClock = createCloudClock(clock)
  const route = createRoute({ settings, env, ...(askSystemProxy === undefined ? {} : { askSystem: askSystemProxy }) })
  const send = createSend({ now: clock, clock: cloudClock, route, timeouts: settings })
  const credentials = createCredentials({ home, keychain: createKeychain(), send, assumeRole: createAssumeRole({ send }), operator, now: clock, env, redactor, clock: cloudClock, lockAfterMinutes })
  const fetched = join(home, 'catalogue')
  const { ROLECALL_METADATA: metadata, ROLECALL_OFFLINE: offline = '' } = env
  const live = createLiveSource({
    folder: fetched,
    fetchText: createFetchMetadata({ route, ...(metadata === undefined ? {} : { base: metadata }) }),
    now: clock,
    isOffline: () => isOffline() || (offline !== '' && offline !== '0'),
    inBackground: refreshesCatalogue,
  })
  const uses = new Map<string, number>()
  const catalog = createCatalog({ folder: catalogue, live, learned: createLearned({ folder: fetched, now: clock }), uses: () => uses })
  const results = createResultStore({ home, startChild, modulePath: resultProcess })
  const audit = createAudit({ home, operator, redactor, defaultSessionName: defaultSessionName(operator), fileBytes: () => settings().auditFileMegabytes * 1_000_000, onFailure: onAuditFailure })
  const rates = createRateMemory(home)
  const limiter = createLimiter({ now: clock, memory: rates, requestsInFlight: () => settings().requestsInFlight })
  const retrier = createRetrier({ now: clock, random })
  const speakers = createSpeakers({ credentials, results, now: () => new Date(), operator, env })
  const permission = createPermission({
    credentials,
    catalog,
    send,
    limiter,
    retrier,
    home,
    now: clock,
    speakersOf: (spec, signal) => speakers.of(spec, signal),
    protectedAccounts: () => settings().protectedAccounts,
    redactor,
    onChange: (sent) => audit.note(sent),
  })
  const calls = createCalls({
    credentials,
    catalog,
    send,
    results,
    limiter,
    retrier,
    onRequest: (sent) => audit.note(sent),
    now: () => new Date(),
    random,
    operator,
    env,
    protectedAccounts: () => settings().protectedAccounts,
    targetsAtOnce: () => settings().targetsAtOnce,
    requestsInFlight: () => settings().requestsInFlight,
  })
  return {
    credentials,
    cloudClock,
    catalog,
    results,
    audit,
    permission,
    calls,
    route,
    history: createHistory({ results, catalog }),
    countUses: async () => {
      uses.clear()
      for (const { product, version, operation } of await results.list()) {
        const key = `${product}/${version}/${operation}`
        uses.set(key, (uses.get(key) ?? 0) + 1)
      }
    },
    close: async () => {
      await calls.close()
      await audit.close()
      await rates.close()
      await catalog.close?.()
      await results.close()
      credentials.close()
    },
  }
}

/** The nearest `resources/catalogue` above a folder: beside `out/` in a checkout, beside the code in a package. */
export function findCatalogue(from: string): string {
  const folder = join(from, 'resources', 'catalogue')
  const parent = dirname(from)
  return existsSync(folder) || parent === from ? folder : findCatalogue(parent)
}
