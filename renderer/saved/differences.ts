/** Two versions of a text line by line, side by side. Pure. */
import { diffLines } from 'diff'

export interface Side {
  text: string
  /** The other version has not this line. */
  isOwn: boolean
}

export function sidesOf(mine: string, theirs: string): { mine: Side[]; theirs: Side[] } {
  const sides: { mine: Side[]; theirs: Side[] } = { mine: [], theirs: [] }
  for (const { value, added, removed } of diffLines(theirs, mine)) {
    const lines = value.replace(/\n$/, '').split('\n')
    if (!removed) sides.mine.push(...lines.map((text) => ({ text, isOwn: added })))
    if (!added) sides.theirs.push(...lines.map((text) => ({ text, isOwn: removed })))
  }
  return sides
}
