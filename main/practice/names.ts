/** Names, tags, addresses and times as rows carry them. About one name in eleven is hostile to tables, CSV files or spreadsheets. */
import { hexDigits, lowerAlnum, type Dice } from './dice'
import type { Place } from './rows'

/** Each would break a careless table, CSV writer or spreadsheet in its own way. */
export const hostileNames = [
  '华东-支付网关-主',
  'web "blue", shop',
  'first line\nsecond line',
  '=SUM(A1:A9)',
  '+86 571 8502',
  '-5 spare',
  '@on-call',
  'rocket 🚀 party 👩‍🚀',
  'tab\there',
  "O'Hara's; DROP",
  '\ufeffbom and ünïcödé',
  ' spaces around ',
]

const teams = ['shop', 'pay', 'stock', 'search', 'login', 'media']
const tiers = ['web', 'api', 'job', 'cache', 'proxy']
const hostilePeriod = 11
const hostilePhase = 3

/** The name of the row at this index; hostile ones come at fixed indices, so that every list of a dozen rows has one. */
export function nameRow(dice: Dice, index: number): string {
  if (index % hostilePeriod === hostilePhase) return hostileNames[Math.floor(index / hostilePeriod) % hostileNames.length] as string
  return `${dice.pick(teams)}-${dice.pick(tiers)}-${String(index).padStart(4, '0')}`
}

export const environments = ['prod', 'staging', 'dev'] as const

/** Two or three tags; `env` is always the first. */
export function tagRow(dice: Dice, environment: string): [key: string, value: string][] {
  const tags: [string, string][] = [
    ['env', environment],
    ['team', dice.pick(teams)],
  ]
  if (dice.isLucky(0.2)) tags.push(['备注', dice.pick(['核心, "一级"', 'cost=0.10', '-'])])
  return tags
}

/** `vpc-bp1…`: resource IDs begin with the prefix of their region. */
export const resourceId = (kind: string, place: Place, dice: Dice): string => `${kind}-${place.region.idPrefix}${dice.text(lowerAlnum, 17)}`
export const zoneId = (place: Place, dice: Dice): string => `${place.region.regionId}${place.region.regionId.endsWith('1') ? '' : '-'}${dice.pick(['a', 'b', 'h'])}`
export const privateIp = (dice: Dice): string => `10.${dice.below(256)}.${dice.below(256)}.${1 + dice.below(254)}`
/** An address of a block that is kept for documentation (RFC 5737). */
export const publicIp = (dice: Dice): string => `203.0.113.${1 + dice.below(254)}`
export const macAddress = (dice: Dice): string => `00:16:3e:${[0, 1, 2].map(() => dice.text(hexDigits, 2)).join(':')}`

export const uuid = (dice: Dice): string => [8, 4, 4, 4, 12].map((length) => dice.text(hexDigits, length)).join('-')

/** Milliseconds since 1970, between 2022 and 2026. */
export const moment = (dice: Dice): number => Date.UTC(2022, 0, 1) + dice.below(4 * 365 * 24 * 3600) * 1000
/** `2024-05-17T08:30Z`, as ECS writes times. */
export const minuteTime = (time: number): string => `${new Date(time).toISOString().slice(0, 16)}Z`
/** `2024-05-17T08:30:12Z` */
export const secondTime = (time: number): string => `${new Date(time).toISOString().slice(0, 19)}Z`

/** 64-bit numbers that a double cannot hold, and smaller ones between them. */
export const bigNumbers = ['9007199254740993', '18446744073709551615', '9223372036854775807', '1024', '0']
/** Decimals whose last zero is part of what the API said. */
export const decimals = ['0.10', '1.50', '0.98', '12.00', '0.0450']
