/** How a call ended, as a table for people and as the one JSON object of `--json`. */
import { rowText, type CallSummary, type TargetOutcome } from '../../shared/call'
import { table } from './terminal'

const count = (n: number): string => n.toLocaleString('en-US')
/** Targets in the table; of more only those that are not complete. */
const mostLines = 1000
const counted = (n: number, noun: string): string => `${count(n)} ${noun}${n === 1 ? '' : 's'}`

export function summaryText(summary: CallSummary): string {
  const { targets, complete, state } = summary
  const isOver = targets.some(({ rowNumber }) => rowNumber !== undefined)
  const listed = targets.length <= mostLines ? targets : targets.filter((target) => !target.complete).slice(0, mostLines)
  const rows = listed.map(({ accountId, accountName, regionId, rowNumber, rowValues, status, rows, pages, error, reason }) => [
    accountId,
    accountName ?? '',
    regionId,
    ...(isOver ? [String(rowNumber ?? ''), rowText({ rowValues })] : []),
    status,
    count(rows),
    count(pages),
    error === undefined ? (reason ?? '') : `${error.message}${error.about.code === undefined ? '' : ` (${error.about.code})`}${error.about.requestId === undefined ? '' : ` request ${error.about.requestId}`}`,
  ])
  const unlisted = targets.length - listed.length
  const others = unlisted === 0 ? '' : `\nand ${counted(unlisted, 'target')} that ${unlisted === 1 ? 'is' : 'are'} not listed; --json lists all\n`
  const failed = targets.filter((target) => !target.complete).length
  const end = complete ? 'complete' : state === 'cancelled' ? 'cancelled' : `incomplete in ${failed} of ${targets.length} targets`
  return `${table(['ACCOUNT', 'NAME', 'REGION', ...(isOver ? ['ROW', 'VALUES'] : []), 'STATUS', 'ROWS', 'PAGES', 'END'], rows)}\n${others}\n${nextMoves(targets)}${end}: ${counted(summary.rows, 'row')}, ${counted(summary.pages, 'page')}, ${counted(summary.requests, 'request')}, ${counted(summary.duplicates, 'duplicate')}, ${(summary.elapsedMs / 1000).toFixed(1)} s, call ${summary.callId}`
}

/** One line for each kind of refusal: how many targets met it, and what to do about it. */
function nextMoves(targets: readonly TargetOutcome[]): string {
  const met = new Map<string, { name: string; next: string; targets: number }>()
  for (const { error } of targets) {
    if (error?.next === undefined) continue
    const name = error.about.code ?? error.kind
    const known = met.get(`${name} ${error.next}`) ?? { name, next: error.next, targets: 0 }
    met.set(`${name} ${error.next}`, { ...known, targets: known.targets + 1 })
  }
  const lines = [...met.values()].map(({ name, next, targets: met }) => `${name}, ${counted(met, 'target')}: ${next}\n`)
  return lines.length === 0 ? '' : `${lines.join('')}\n`
}

/** Exactly the keys of the call file reference; null where a thing is not known. */
export function summaryJson(summary: CallSummary): string {
  const { callId, complete, rows, pages, requests, duplicates, targets, elapsedMs } = summary
  return JSON.stringify({ callId, complete, rows, pages, requests, duplicates, targets: targets.map(targetJson), elapsedMs })
}

function targetJson({ accountId, regionId, rowNumber, rowValues, status, complete, rows, pages, expectedRows, requestIds, error }: TargetOutcome): object {
  return {
    accountId,
    regionId,
    ...(rowNumber === undefined ? {} : { rowNumber, rowValues }),
    status,
    complete,
    rows,
    pages,
    expectedRows: expectedRows ?? null,
    requestIds,
    ...(error === undefined ? {} : { error: { kind: error.kind, code: error.about.code ?? null, message: error.message, requestId: error.about.requestId ?? null } }),
  }
}
