/** Reads the profiles of the official tools: their environment variables and `~/.aliyun/config.json`. It changes neither, and hands secrets to nobody but the module of profiles. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'
import { NewProfile, type ImportCandidate } from '../../shared/credentials'
import { AppError } from '../../shared/errors'
import { maskKeyId } from '../../shared/redact'
import { sayIssue } from '../../shared/issueWords'
import { say, type Said } from '../../shared/words'

/** What an import would add, in order: a source stands before the role that needs it. */
export interface Importable {
  candidate: ImportCandidate
  /** Empty where it cannot be taken over. */
  profiles: NewProfile[]
}

export interface ImportingDeps {
  env: NodeJS.ProcessEnv
  /** The operator's home folder, where the official tools keep theirs. */
  userHome: string
}

const text = v.optional(v.string(), '')
const Entry = v.object({
  name: text,
  mode: text,
  access_key_id: text,
  access_key_secret: text,
  sts_token: text,
  ram_role_arn: text,
  ram_session_name: text,
  external_id: text,
  expired_seconds: v.optional(v.number(), 0),
  region_id: text,
  source_profile: text,
})
type Entry = v.InferOutput<typeof Entry>
const Config = v.object({ profiles: v.optional(v.array(v.unknown()), []) })

/** @throws AppError `storage` where the file is there and cannot be read. */
export async function listImportable({ env, userHome }: ImportingDeps): Promise<Importable[]> {
  const path = join(userHome, '.aliyun', 'config.json')
  const file = await readFile(path, 'utf8').catch((thrown: unknown) => {
    if (typeof thrown === 'object' && thrown !== null && 'code' in thrown && thrown.code === 'ENOENT') return undefined
    throw unreadable(path, thrown)
  })
  const entries = file === undefined ? [] : readConfig(file, path)
  return [...fromEnvironment(env), ...entries.map((entry) => fromEntry(entry, entries, path))]
}

function readConfig(file: string, path: string): Entry[] {
  let value: unknown
  try {
    value = JSON.parse(file.replace(/^\uFEFF/, ''))
  } catch {
    // The parser's own words would repeat a piece of the file, and with it a secret.
    throw unreadable(path, undefined)
  }
  const parsed = v.safeParse(Config, value)
  if (!parsed.success) throw unreadable(path, undefined)
  return parsed.output.profiles.flatMap((one) => {
    const entry = v.safeParse(Entry, one)
    return entry.success ? [entry.output] : []
  })
}

const unreadable = (path: string, cause: unknown): AppError => new AppError('storage', say`${path} could not be read.`, { about: { field: 'file' }, next: say`Correct the file with the tool that wrote it, or add the profile by hand.`, ...(cause === undefined ? {} : { cause }) })

function fromEnvironment(env: NodeJS.ProcessEnv): Importable[] {
  const {
    ALIBABA_CLOUD_ACCESS_KEY_ID: id = '', ALIBABA_CLOUD_ACCESS_KEY_SECRET: secret = '', ALIBABA_CLOUD_SECURITY_TOKEN: token = '',
    ALIBABA_CLOUD_ROLE_ARN: role = '', ALIBABA_CLOUD_ROLE_SESSION_NAME: session = '', ALIBABA_CLOUD_REGION_ID: region = '',
  } = env
  if (id === '') return []
  const mode = role === '' ? (token === '' ? 'AK' : 'StsToken') : 'RamRoleArn'
  const entry: Entry = { name: 'environment', mode, access_key_id: id, access_key_secret: secret, sts_token: token, ram_role_arn: role, ram_session_name: session, external_id: '', expired_seconds: 0, region_id: region, source_profile: '' }
  return [fromEntry(entry, [], 'ALIBABA_CLOUD_ACCESS_KEY_ID')]
}

function fromEntry(entry: Entry, all: readonly Entry[], from: string): Importable {
  const name = entry.name.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[^A-Za-z0-9]+/, '').slice(0, 57) || 'imported'
  const made = profilesOf(entry, name, all)
  const wrong = Array.isArray(made) ? made.map((one) => v.safeParse(NewProfile, one)).find(({ success }) => !success)?.issues?.[0] : undefined
  const problem = Array.isArray(made) ? (wrong === undefined ? undefined : sayIssue(wrong)) : made
  const profiles = !Array.isArray(made) || problem !== undefined ? [] : made.map((one) => v.parse(NewProfile, one))
  const kind = entry.mode === 'StsToken' ? 'sts' : entry.ram_role_arn === '' ? 'accesskey' : 'role'
  return {
    candidate: {
      id: `${from}#${entry.name}`,
      from,
      name,
      kind,
      maskedKeyId: entry.access_key_id === '' ? '' : maskKeyId(entry.access_key_id),
      ...(entry.region_id === '' ? {} : { regionId: entry.region_id }),
      ...(entry.ram_role_arn === '' ? {} : { roleArn: entry.ram_role_arn }),
      ...(problem === undefined ? {} : { problem }),
    },
    profiles,
  }
}

/** The profiles of an entry, or why there are none. Modes are those of the official command line. */
function profilesOf(entry: Entry, name: string, all: readonly Entry[]): unknown[] | Said {
  const region = entry.region_id === '' ? {} : { regionId: entry.region_id }
  const key = { ...region, accessKeyId: entry.access_key_id, accessKeySecret: entry.access_key_secret }
  switch (entry.mode) {
    case 'AK':
      return [{ ...key, name, kind: 'accesskey' }]
    case 'StsToken':
      return [{ ...key, name, kind: 'sts', securityToken: entry.sts_token }]
    case 'RamRoleArn': {
      const source = `${name}-source`
      const first = entry.sts_token === '' ? { ...key, name: source, kind: 'accesskey' } : { ...key, name: source, kind: 'sts', securityToken: entry.sts_token }
      return [first, { ...region, name, kind: 'role', source, hops: [hopOf(entry)] }]
    }
    case 'ChainableRamRoleArn':
      return chainOf(entry, name, all)
    default:
      return say`Profiles of mode ${entry.mode === '' ? '(none)' : entry.mode} cannot be taken over.`
  }
}

const hopOf = ({ ram_role_arn: roleArn, ram_session_name: sessionName, expired_seconds: seconds, external_id: externalId }: Entry) => ({
  roleArn,
  ...(sessionName === '' ? {} : { sessionName }),
  ...(seconds === 0 ? {} : { durationSeconds: seconds }),
  ...(externalId === '' ? {} : { externalId }),
})

/** Follows `source_profile` down to a key; a ring ends at the limit of hops. */
function chainOf(entry: Entry, name: string, all: readonly Entry[]): unknown[] | Said {
  const region = entry.region_id === '' ? {} : { regionId: entry.region_id }
  const hops = [hopOf(entry)]
  for (let at = all.find((one) => one.name === entry.source_profile); ; at = all.find((one) => one.name === at?.source_profile)) {
    if (at === undefined) return say`Its source profile ${entry.source_profile} is not in the file.`
    if (hops.length > 5) return say`Its chain has more than 5 roles.`
    if (at.mode === 'ChainableRamRoleArn') {
      hops.unshift(hopOf(at))
      continue
    }
    const base = profilesOf(at.mode === 'RamRoleArn' ? { ...at, mode: at.sts_token === '' ? 'AK' : 'StsToken' } : at, `${name}-source`, all)
    if (!Array.isArray(base)) return base
    if (at.mode === 'RamRoleArn') hops.unshift(hopOf(at))
    return [...base, { ...region, name, kind: 'role', source: `${name}-source`, hops }]
  }
}
