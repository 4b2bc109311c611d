/** What `--dry-run` prints: targets, endpoints, paging and the first request. */
import { rowText, type CallPlan, type CallSpec, type RowPlan } from '../../shared/call'
import { inWords } from '../../shared/words'
import { table } from './terminal'

const count = (n: number): string => n.toLocaleString('en-US')

/** `Ecs DescribeInstances …: 1,204 calls, one for each distinct InstanceId of 1,310 rows; 106 the same, 0 empty`. */
export function rowsSentence({ source, columns, rows, duplicates, empties, elsewhere, accountColumn, regionColumn }: RowPlan, calls: number): string {
  const places = [accountColumn, regionColumn].filter((column) => column !== undefined)
  const left = [`${count(duplicates)} ask for the same`, `${count(empties)} have no value`, ...(elsewhere === 0 ? [] : [`${count(elsewhere)} are of other accounts or regions`])]
  return `over ${source}: ${count(calls)} ${calls === 1 ? 'call' : 'calls'}, one for each distinct ${[...columns, ...places].join(', ')} of ${count(rows)} rows; ${left.join(', ')}`
}

/** The plan as the one JSON object of `--dry-run --json`, its words in English. */
export function planJson(plan: CallPlan): string {
  return JSON.stringify({
    ...plan,
    endpoints: plan.endpoints.map((endpoint) => ({ ...endpoint, reason: inWords(endpoint.reason) })),
    paging: { ...plan.paging, describedAs: inWords(plan.paging.describedAs) },
    warnings: plan.warnings.map(({ field, message }) => ({ field, message: inWords(message) })),
  })
}

export function showPlan(plan: CallPlan, spec: CallSpec): string {
  const effect = plan.isUnknownOperation ? 'not known, may change something; needs --yes' : plan.isMutating ? 'changes something; needs --yes' : 'reads only'
  return [
    `${spec.product} ${spec.version} ${spec.operation}: ${effect}`,
    `paging: ${inWords(plan.paging.describedAs)}`,
    ...(plan.over === undefined ? [] : [rowsSentence(plan.over, plan.targetCount)]),
    '',
    plan.over === undefined
      ? table(['ACCOUNT', 'NAME', 'REGION'], plan.targets.map(({ accountId, accountName, regionId }) => [accountId, accountName ?? '', regionId]))
      : table(['ACCOUNT', 'NAME', 'REGION', 'ROW', 'VALUES'], plan.targets.map((target) => [target.accountId, target.accountName ?? '', target.regionId, String(target.rowNumber ?? ''), rowText(target)])),
    ...(plan.targetCount > plan.targets.length ? [`and ${count(plan.targetCount - plan.targets.length)} more`] : []),
    '',
    table(['REGION', 'ENDPOINT', 'WHY'], plan.endpoints.map(({ regionId, host, reason, isGuess }) => [regionId, host, isGuess ? `${inWords(reason)} (a guess)` : inWords(reason)])),
    '',
    'First request of the first target:',
    table(['POSITION', 'PARAMETER', 'VALUE'], plan.preview.map(({ position, name, value }) => [position, name, value])),
  ].join('\n')
}
