/** From each name of the contract to one call into a module; no rule lives here. */
import * as v from 'valibot'
import type { AppState } from '../../shared/bridge'
import { CallId } from '../../shared/call'
import { AppError } from '../../shared/errors'
import type { ReachMatrix, ReachResult } from '../../shared/permission'
import type { AccountPermission, Preflight } from '../../shared/preflight'
import type { ExportFormat, ResultId } from '../../shared/result'
import type { Redactor } from '../../shared/redact'
import { say } from '../../shared/words'
import type { Attention } from '../attention'
import type { Audit } from '../audit/audit'
import type { Calls } from '../call/calls'
import type { CallHistory } from '../call/history'
import type { Catalog } from '../catalog/catalog'
import { expectedColumns } from '../catalog/columns'
import type { Credentials } from '../credentials/credentials'
import type { Desktop } from '../dialogs'
import type { Permission } from '../permission/permission'
import { reachTable } from '../permission/reachMemory'
import type { PracticeConnection } from '../practice/connection'
import type { Openings } from '../openings'
import type { Saved } from '../saved/saved'
import type { PreferenceFile } from '../preferences'
import type { SettingsFile } from '../settings'
import type { ResultStore } from '../result/result'
import { checkHost } from '../wire/dns'
import { inBatches } from './batches'
import { createCallHandlers } from './callAsks'
import { safeFileName, writeFile } from './files'
import { redactedDiscard } from './redacted'
import { createSavedHandlers } from './savedAsks'
import type { Handlers } from './serve'
import type { Updates } from '../updates'
import type { Tell } from './tells'
import { createWorks } from './works'

export interface AsksDeps {
  state: () => Promise<AppState>
  preferences: PreferenceFile
  settings: SettingsFile
  desktop: Desktop
  attention: Pick<Attention, 'notify' | 'closing'>
  credentials: Credentials
  practice: PracticeConnection
  catalog: Catalog
  calls: Calls
  history: CallHistory
  results: ResultStore
  audit: Audit
  permission: Permission
  openings: Openings
  saved: Saved
  /** The folder in the data folder that is offered for saved calls. */
  ownSavedFolder: string
  updates: Updates
  tell: Tell
  redactor: Pick<Redactor, 'text'>
}

/** Milliseconds an ask that reaches the network may take before it is given up. */
const askTimeout = 120_000
/** Milliseconds for the name service. */
const nameTimeout = 5_000
const formatNames: Record<ExportFormat, string> = { csv: 'CSV', tsv: 'TSV', ndjson: 'NDJSON', json: 'JSON', parquet: 'Parquet', xlsx: 'Excel' }

/** Work of which there is one at a time; the window gives the others names without a space. */
const catalogueUpdate = 'catalogue update'

export function createHandlers({ state, preferences, settings, desktop, attention, credentials, practice, catalog, calls, history, results, audit, permission, openings, updates, saved, ownSavedFolder, tell, redactor }: AsksDeps): Handlers {
  const limit = (): AbortSignal => AbortSignal.timeout(askTimeout)
  const works = createWorks()
  const exportName = async (id: ResultId): Promise<string> => (v.is(CallId, id) ? `${(await calls.read(id)).spec.operation}-${id}` : id)
  return {
    'app.state': state,
    'attention.notify': async (text) => {
      attention.notify(text)
      return null
    },
    'window.close': async ({ how }) => {
      attention.closing.answer(how)
      return null
    },
    'preferences.read': () => preferences.read(),
    'preferences.write': ({ preferences: wanted }) => preferences.write(wanted),
    'settings.read': () => settings.read(),
    'settings.change': ({ part }) => settings.change(part),
    'link.open': async ({ url }) => {
      await desktop.openLink(url)
      return null
    },
    'update.check': () => updates.check(limit()),
    'update.open': async () => {
      await desktop.openPage(updates.found())
      return null
    },
    'clipboard.write': async ({ text }) => {
      desktop.copy(text)
      return null
    },

    'picture.save': async ({ name, png }) => {
      const path = await desktop.askWhereToSave(safeFileName(name), { name: 'PNG', extensions: ['png'] })
      if (path === undefined) return null
      await writeFile(path, Buffer.from(png.slice(png.indexOf(',') + 1), 'base64'))
      return path
    },

    'profile.list': () => credentials.list(),
    'profile.add': (profile) => credentials.add(profile),
    'profile.rename': ({ name, newName }) => credentials.rename(name, newName),
    'profile.verify': ({ name }) => credentials.verify(name, limit()),
    'profile.remove': async ({ name }) => {
      await credentials.remove(name)
      return null
    },
    'profile.readOnly': ({ name, isReadOnly }) => credentials.setReadOnly(name, isReadOnly),
    'profile.supply': (secret) => credentials.supply(secret),
    'profile.signIn': ({ name }) => credentials.signIn(name, limit()),
    'profile.signInState': async ({ name }) => credentials.signInState(name),
    'profile.cancelSignIn': async ({ name }) => {
      credentials.cancelSignIn(name)
      return null
    },
    'profile.importable': () => credentials.importable(),
    'profile.import': ({ ids, keep }) => credentials.importProfiles(ids, keep),
    'practice.connect': () => practice.connect(),
    'directory.read': ({ profile, refresh }) => credentials.directory(profile, { refresh, signal: limit() }),
    'directory.type': ({ profile, uids }) => credentials.typeAccounts(profile, uids),
    'session.list': async () => credentials.sessions(),
    'lock.state': async () => credentials.lockState(),
    'lock.now': async () => credentials.lock(),
    'lock.open': () => credentials.unlock(),

    'catalog.update': () =>
      works.run(catalogueUpdate, async (signal) => {
        const report = await catalog.update?.({ signal })
        if (!report) throw new AppError('bug', say`This catalogue has no live source.`)
        return { fetched: report.fetched, failed: report.failed.length + report.notTried }
      }),
    'catalog.stopUpdate': async () => {
      works.cancel(catalogueUpdate)
      return null
    },
    'catalog.products': () => catalog.products(),
    'catalog.operations': ({ product, version }) => catalog.operations(product, version),
    'catalog.search': ({ text, limit: most }) => catalog.search(text, most),
    'catalog.operation': async ({ product, version, operation }) => (await catalog.operation(product, version, operation)) ?? null,
    'catalog.columns': async ({ product, version, operation }) => {
      const known = await catalog.operation(product, version, operation)
      return known === undefined ? [] : expectedColumns(known)
    },
    'region.list': ({ product, version }) => catalog.regions(product, version),
    'endpoint.list': async ({ profile, ...query }) => {
      const profileEndpoints = profile === undefined ? {} : (await credentials.read(profile)).endpoints
      return catalog.endpoints({ ...query, profileEndpoints })
    },

    'endpoint.check': async ({ host }) => {
      const { isFound, ms } = await checkHost(host, { signal: limit(), timeoutMs: nameTimeout })
      return { host, isFound, elapsedMs: ms }
    },

    ...createCallHandlers({ calls, results, catalog, desktop, redactor, limit }),

    'opening.take': () => openings.take(),

    'history.list': (spec) => history.list(spec),
    'history.mark': async (mark) => {
      await results.mark(mark)
      return null
    },
    'history.discard': async ({ callIds }) => redactedDiscard(await results.discard(callIds), redactor),
    'history.restore': ({ callIds }) => results.restore(callIds),

    ...createSavedHandlers({ saved, settings, desktop, ownFolder: ownSavedFolder }),

    'permission.needs': (name) => permission.needs(name),
    'permission.check': ({ checkId, ...spec }) =>
      works.run(checkId, (signal) => inBatches<AccountPermission, Preflight>((batch) => tell('permission.progress', { checkId, ...batch }), (onResult) => permission.preflight(spec, { signal, onResult }))),
    'permission.plan': ({ planId, mend }) => works.run(planId, (signal) => permission.planMend(mend, signal)),
    'permission.apply': ({ plan }) => works.run(plan.planId, (signal) => permission.applyMend(plan, signal)),
    'permission.cancel': async ({ id }) => {
      works.cancel(id)
      return null
    },
    'reach.test': ({ reachId, ...spec }) =>
      works.run(reachId, (signal) => inBatches<ReachResult, ReachMatrix>((batch) => tell('reach.progress', { reachId, ...batch }), (onResult) => permission.reach(spec, { signal, onResult }))),
    'reach.cancel': async ({ reachId }) => {
      works.cancel(reachId)
      return null
    },
    'reach.read': ({ profile }) => permission.reached(profile),
    'reach.export': async ({ profile, role }) => {
      const matrix = (await permission.reached(profile)).find((one) => one.role === role)
      const path = matrix && (await desktop.askWhereToSave(safeFileName(`reach-${role}.csv`), { name: 'CSV', extensions: ['csv'] }))
      if (!matrix || path === undefined) return null
      await writeFile(path, reachTable(matrix, 'csv'))
      return path
    },
    'denial.explain': (spec) => permission.explain(spec, limit()),

    'audit.search': (search) => audit.search(search),
    'audit.verify': () => audit.verify(),
    'audit.export': async ({ search, format }) => {
      const path = await desktop.askWhereToSave(`rolecall-audit.${format}`, { name: formatNames[format], extensions: [format] })
      return path === undefined ? null : { path, lines: await audit.export(search, path, format) }
    },

    'result.columns': ({ callId }) => results.columns(callId),
    'result.window': (window) => results.window(window),
    'result.row': ({ callId, seq }) => results.row(callId, seq),
    'result.distinct': (spec) => results.distinct(spec),
    'result.responses': (spec) => results.responses(spec),
    'result.response': (ref) => results.response(ref),
    'result.body': (spec) => results.body(spec),
    'result.chart': (spec) => results.chart(spec),
    'result.addColumn': ({ callId, path }) => results.addColumn(callId, path),
    'result.sqlNames': ({ callId }) => results.sqlNames(callId),
    'result.sql': (spec) => works.run(spec.taskId, (signal) => results.sql(spec, { signal })),
    'result.rowsFrom': (spec) => works.run(spec.taskId, (signal) => results.rowsFrom(spec, { signal })),
    'result.compare': (spec) => works.run(spec.taskId, (signal) => results.compare(spec, { signal })),
    'result.cancelTask': async ({ taskId }) => {
      works.cancel(taskId)
      return null
    },
    'result.forget': async ({ derivedId }) => {
      await results.forget(derivedId)
      return null
    },
    'result.prune': (spec) => results.prune(spec),
    'result.export': async (spec) => {
      const path = await desktop.askWhereToSave(`${await exportName(spec.callId)}.${spec.format}`, { name: formatNames[spec.format], extensions: [spec.format] })
      if (path === undefined) return null
      return works.run(spec.exportId, (signal) => results.export(spec, path, { signal, onProgress: (progress) => tell('export.progress', progress) }))
    },
    'result.cancelExport': async ({ exportId }) => {
      works.cancel(exportId)
      return null
    },
  }
}
