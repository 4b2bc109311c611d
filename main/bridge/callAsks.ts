/** The asks of calls and of the rows they are made for: each is one call into a module. The targets of a kept call go in portions. */
import type { AskName } from '../../shared/bridge'
import type { TargetOutcome } from '../../shared/call'
import { callFileExtensions, ownExtension, yamlExtensions } from '../../shared/callFileName'
import { readCallFile, writeCallFile } from '../call/callFile'
import type { Calls } from '../call/calls'
import { callOfLine, readSpec } from '../call/commandLine'
import { copyAs } from '../call/copyAs'
import type { Catalog } from '../catalog/catalog'
import type { Desktop } from '../dialogs'
import { openCallFile } from '../openings'
import { createRests } from '../result/rests'
import type { ResultStore } from '../result/result'
import type { Redactor } from '../../shared/redact'
import { safeFileName, writeFile } from './files'
import { redactedTargets } from './redacted'
import type { Handlers } from './serve'

export interface CallAsksDeps {
  calls: Calls
  results: Pick<ResultStore, 'list'>
  catalog: Catalog
  desktop: Desktop
  redactor: Pick<Redactor, 'text'>
  /** For an ask that reaches the network. */
  limit: () => AbortSignal
}

const rowFiles = { name: 'CSV, TSV', extensions: ['csv', 'tsv'] }
const callFiles = { name: 'Rolecall', extensions: [...callFileExtensions] }
/** The system opens the first with Rolecall, and editors know the second; what is in them is the same. */
const savedCallFiles = [{ name: callFiles.name, extensions: [ownExtension] }, { name: 'YAML', extensions: [...yamlExtensions] }]

export function createCallHandlers({ calls, results, catalog, desktop, redactor, limit }: CallAsksDeps): Pick<Handlers, Extract<AskName, `call.${string}` | `rows.${string}`>> {
  /** Targets on their way to the window. */
  const targets = createRests()
  return {
    'call.plan': (spec) => calls.plan(spec, limit()),
    'rows.columns': ({ over, profile }) => calls.rowColumns(over, profile),
    'rows.count': (spec) => calls.countRows(spec),
    'rows.chooseFile': async () => (await desktop.askWhatToOpen(rowFiles)) ?? null,
    'call.testPage': (spec) => calls.testPage(spec, limit()),
    'call.start': ({ spec, ...options }) => calls.start(spec, options),
    'call.cancel': async ({ callId }) => {
      calls.cancel(callId)
      return null
    },
    'call.pause': async ({ callId }) => {
      calls.pause(callId)
      return null
    },
    'call.resume': async ({ callId, confirmed }) => {
      await calls.resume(callId, { confirmed })
      return null
    },
    'call.retry': async ({ callId, ...options }) => {
      await calls.retry(callId, options)
      return null
    },
    'call.planGoOn': ({ callId, kind }) => calls.planGoOn(callId, kind, limit()),
    'call.unfinished': () => calls.unfinished(),
    'call.list': () => results.list(),
    'call.spec': async ({ callId }) => (await calls.read(callId)).spec,
    'call.read': async ({ callId }) => {
      const { spec, summary } = await calls.read(callId)
      const { items, ...rest } = targets.give(summary.targets)
      return { spec, summary: { ...summary, targets: redactedTargets(items, redactor) }, ...rest }
    },
    'call.rest': async ({ rest }) => {
      const { items, ...more } = targets.next(rest)
      return { targets: redactedTargets(items as TargetOutcome[], redactor), ...more }
    },
    'call.toYaml': async (spec) => writeCallFile(spec),
    'call.copyAs': async ({ spec, format }) => copyAs(format, { spec, plan: await calls.plan(spec, limit()), operation: await catalog.operation(spec.product, spec.version, spec.operation), yaml: writeCallFile(spec) }),
    'call.fromCommand': async ({ line, profile }) => readSpec(await callOfLine(line, { catalog, profile })),
    'call.fromYaml': async ({ yaml }) => readCallFile(yaml),
    'call.save': async (spec) => {
      const path = await desktop.askWhereToSave(safeFileName(`${spec.name ?? spec.operation}.${ownExtension}`), ...savedCallFiles)
      if (path === undefined) return null
      await writeFile(path, writeCallFile(spec))
      return path
    },
    'call.open': async () => {
      const path = await desktop.askWhatToOpen(callFiles)
      if (path === undefined) return null
      return { path, spec: await openCallFile(path) }
    },
  }
}
