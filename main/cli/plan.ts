/** What `--dry-run` prints: targets, endpoints, paging and the first request. */
import type { CallPlan, CallSpec } from '../../shared/call'
import { table } from './terminal'

export function showPlan(plan: CallPlan, spec: CallSpec): string {
  const effect = plan.isUnknownOperation ? 'not known, may change something; needs --yes' : plan.isMutating ? 'changes something; needs --yes' : 'reads only'
  return [
    `${spec.product} ${spec.version} ${spec.operation}: ${effect}`,
    `paging: ${plan.paging.describedAs}`,
    '',
    table(['ACCOUNT', 'NAME', 'REGION'], plan.targets.map(({ accountId, accountName, regionId }) => [accountId, accountName ?? '', regionId])),
    '',
    table(['REGION', 'ENDPOINT', 'WHY'], plan.endpoints.map(({ regionId, host, reason, isGuess }) => [regionId, host, isGuess ? `${reason} (a guess)` : reason])),
    '',
    'First request of the first target:',
    table(['POSITION', 'PARAMETER', 'VALUE'], plan.preview.map(({ position, name, value }) => [position, name, value])),
  ].join('\n')
}
