/** How an operation writes a time, read off its metadata, and times near now written the same way. Pure. */
import type { Schema } from '../../shared/catalog'

export type TimeShape = 'second' | 'minute' | 'day' | 'plain' | 'epochSeconds' | 'epochMilliseconds'

const shapes: readonly [TimeShape, RegExp][] = [
  ['second', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/],
  ['minute', /^\d{4}-\d\d-\d\dT\d\d:\d\dZ$/],
  ['plain', /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/],
  ['day', /^\d{4}-\d\d-\d\d$/],
]

/** Undefined where the field is no time; the example shows the shape, for the documentation words it in many ways. */
export function timeShapeOf(name: string, schema: Schema): TimeShape | undefined {
  const example = schema.example?.trim() ?? ''
  const shape = shapes.find(([, form]) => form.test(example))?.[0]
  if (shape !== undefined) return shape
  if (/(time|date|from|to|timestamp)$/i.test(name)) {
    if (/^1\d{12}$/.test(example)) return 'epochMilliseconds'
    if (/^1\d{9}$/.test(example)) return 'epochSeconds'
  }
  return schema.format === 'iso8601' || schema.format === 'date-time' ? 'second' : undefined
}

/** Times without a zone are written in UTC, as the API's own examples are. */
export function timeText(shape: TimeShape, at: Date): string {
  const iso = at.toISOString()
  switch (shape) {
    case 'second':
      return `${iso.slice(0, 19)}Z`
    case 'minute':
      return `${iso.slice(0, 16)}Z`
    case 'plain':
      return `${iso.slice(0, 10)} ${iso.slice(11, 19)}`
    case 'day':
      return iso.slice(0, 10)
    case 'epochSeconds':
      return String(Math.floor(at.getTime() / 1000))
    case 'epochMilliseconds':
      return String(at.getTime())
  }
}

const hour = 3_600_000
export const timeSteps = ['now', 'hourAgo', 'dayAgo', 'weekAgo', 'monthAgo'] as const
export type TimeStep = (typeof timeSteps)[number]
const back: Readonly<Record<TimeStep, number>> = { now: 0, hourAgo: hour, dayAgo: 24 * hour, weekAgo: 168 * hour, monthAgo: 720 * hour }

export const timeBefore = (now: Date, step: TimeStep): Date => new Date(now.getTime() - back[step])
