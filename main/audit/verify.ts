/** Walks the whole chain and says where it was broken. After a break it goes on from the line as it stands, so that one change is one problem. */
import { join } from 'node:path'
import type { AuditLine, AuditProblem, AuditReport } from '../../shared/audit'
import { auditFiles, hashOf, linesOf, noHash, readHead } from './files'

/** More of them say nothing new. */
const mostProblems = 50

export async function verifyChain(folder: string): Promise<AuditReport> {
  const files = await auditFiles(folder)
  const problems: AuditProblem[] = []
  const tell = (kind: AuditProblem['kind'], file: string, line: number): void => {
    if (problems.length < mostProblems) problems.push({ kind, file, line })
  }
  let lines = 0
  let n = 0
  let hash = noHash
  let place = { file: files[0] ?? '', line: 0 }
  let from: string | undefined
  let to: string | undefined
  for (const file of files) {
    let number = 0
    for await (const text of linesOf(join(folder, file))) {
      number += 1
      lines += 1
      const line = parse(text)
      if (line === undefined) tell('unreadable', file, number)
      else {
        const isFirst = lines === 1
        if (line.n > n + 1) tell(isFirst ? 'beginning' : 'removed', file, number)
        else if (line.n < n + 1) {
          // The chain goes on from the line before it.
          tell('inserted', file, number)
          continue
        }
        // The numbers agree, so the line before is the one that was written, and it is not as it was.
        else if (line.prev !== hash) tell('changed', isFirst ? file : place.file, isFirst ? number : place.line)
        from ??= line.time
        to = line.time
      }
      n = line?.n ?? n + 1
      hash = hashOf(text)
      place = { file, line: number }
    }
  }
  const head = await readHead(folder)
  if (head && head.n > n) tell('end', place.file, place.line)
  else if (head && head.n === n && head.hash !== hash) tell('changed', place.file, place.line)
  return { files: files.length, lines, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }), problems }
}

function parse(text: string): AuditLine | undefined {
  try {
    const line = JSON.parse(text) as Partial<AuditLine>
    return typeof line.n === 'number' && typeof line.prev === 'string' && typeof line.time === 'string' ? (line as AuditLine) : undefined
  } catch {
    return undefined
  }
}
