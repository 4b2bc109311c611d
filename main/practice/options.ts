/** Checks the knobs of the practice cloud before it starts. It repairs nothing: a wrong value is refused by name. */
import { AppError } from '../../shared/errors'
import { say } from '../../shared/words'
import { mostMembers, usualMembers } from './organisation'
import type { Fault, PracticeOptions } from './practice'

export const faults: readonly Fault[] = ['reset', 'truncate', 'error5xx', 'html', 'wrongTotal', 'emptyPage', 'repeatCursor', 'duplicate', 'hang']

export type Knobs = Required<PracticeOptions>

/** A day. */
const mostSkew = 86_400

const limits = {
  port: { least: 0, most: 65_535, standard: 0 },
  seed: { least: 0, most: 2_147_483_647, standard: 1 },
  scale: { least: 0, most: 10_000_000, standard: 120 },
  latencyMs: { least: 0, most: 600_000, standard: 0 },
  throttle: { least: 0, most: 1_000_000, standard: 0 },
  members: { least: 1, most: mostMembers, standard: usualMembers },
  skewSeconds: { least: -mostSkew, most: mostSkew, standard: 0 },
} as const

/** @throws AppError `input` with `about.field` naming the knob. */
export function checkKnobs(options: PracticeOptions): Knobs {
  const number = (field: keyof typeof limits): number => {
    const { least, most, standard } = limits[field]
    const value = options[field] ?? standard
    if (!Number.isInteger(value) || value < least || value > most) {
      throw new AppError('input', say`${field} is ${value}.`, { about: { field }, next: say`Give a whole number from ${least} to ${most}.` })
    }
    return value
  }
  const chosen = options.faults ?? []
  const unknown = chosen.find((fault) => !faults.includes(fault))
  if (unknown !== undefined) {
    throw new AppError('input', say`There is no fault named ${String(unknown)}.`, { about: { field: 'faults' }, next: say`Choose among ${faults.join(', ')}.` })
  }
  return { port: number('port'), seed: number('seed'), scale: number('scale'), latencyMs: number('latencyMs'), throttle: number('throttle'), members: number('members'), skewSeconds: number('skewSeconds'), faults: [...new Set(chosen)] }
}
