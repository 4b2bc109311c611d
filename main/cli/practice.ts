/** `rolecall practice`: the practice cloud in this process, until it is ended. With `--connect` it becomes a profile. */
import type { Command } from 'commander'
import { AppError } from '../../shared/errors'
import { practiceProfile } from '../practice/connection'
import type { Fault, PracticeCloud, PracticeOptions } from '../practice/practice'
import type { CliContext } from './context'
import { keepProfile } from './profile'

interface Options {
  port?: string
  seed?: string
  scale?: string
  latency?: string
  throttle?: string
  members?: string
  skew?: string
  faults?: string
  connect?: boolean
  json?: boolean
}

export function addPractice(program: Command, context: CliContext): void {
  program
    .command('practice')
    .description('run a local practice cloud with a sample organisation, until it is ended')
    .option('--port <n>', 'the port; absent: any free one')
    .option('--seed <n>', 'the same seed gives the same organisation, keys and rows (default 1)')
    .option('--scale <n>', 'rows per list, account and region (default 120)')
    .option('--latency <ms>', 'milliseconds added to each answer')
    .option('--throttle <n>', 'calls per second and account; 0 is no limit')
    .option('--members <n>', 'member accounts of the organisation (default 12)')
    .option('--skew <seconds>', 'how far the clock of the cloud is ahead; with a minus sign, behind')
    .option('--faults <list>', 'reset, truncate, error5xx, html, wrongTotal, emptyPage, repeatCursor, duplicate, hang; separated by commas')
    .option('--connect', `also add the profile ${practiceProfile}`)
    .option('--json', 'print one JSON line when it is ready')
    .action((options: Options) => practice(options, context))
}

async function practice(options: Options, context: CliContext): Promise<void> {
  const cloud = await context.startPractice(readOptions(options))
  try {
    if (options.connect === true) await connect(cloud, context)
    const { address, accountId, accessKeyId, accessKeySecret, role, idaas } = cloud
    context.output.print(
      options.json === true
        ? JSON.stringify({ address, accountId, accessKeyId, accessKeySecret, role, idaas })
        : [`The practice cloud listens at ${address}`, `account      ${accountId}`, `AccessKey    ${accessKeyId}`, `secret       ${accessKeySecret}`, `role         ${role}`, `IDaaS        ${idaas.instanceId}`, `application  ${idaas.clientId}`, `tokens       ${idaas.tokenUrl}`, 'End it with Ctrl-C.'].join('\n'),
    )
    await aborted(context.signal)
  } finally {
    await cloud.close()
  }
}

/** Replaces an older profile of the same name only where that one, too, points at this machine. */
async function connect(cloud: PracticeCloud, context: CliContext): Promise<void> {
  const { credentials } = context.engine()
  const existing = (await credentials.list()).find(({ name }) => name === practiceProfile)
  if (existing !== undefined) {
    const isOurs = Object.values(existing.endpoints).length > 0 && Object.values(existing.endpoints).every((endpoint) => endpoint.startsWith('http://127.0.0.1:'))
    if (!isOurs) {
      throw new AppError('input', `A profile named ${practiceProfile} exists and points at another cloud.`, { next: 'Rename that profile, then connect again.', about: { field: 'connect' } })
    }
    await credentials.remove(practiceProfile)
  }
  await keepProfile(
    {
      name: practiceProfile,
      kind: 'accesskey',
      accessKeyId: cloud.accessKeyId,
      accessKeySecret: cloud.accessKeySecret,
      regionId: 'cn-hangzhou',
      endpoints: { '*': cloud.address },
      keep: 'keychain',
    },
    context,
  )
  await credentials.verify(practiceProfile, context.signal)
}

function readOptions({ port, seed, scale, latency, throttle, members, skew, faults }: Options): PracticeOptions {
  const numbers = { port, seed, scale, latency, throttle, members, skew }
  const read = (name: keyof typeof numbers): number | undefined => {
    const text = numbers[name]
    if (text === undefined) return undefined
    if (/^-?\d{1,10}$/.test(text)) return Number(text)
    throw new AppError('input', `--${name} ${JSON.stringify(text)}: a whole number is expected.`, { next: `Correct --${name}.`, about: { field: name } })
  }
  const given = { port: read('port'), seed: read('seed'), scale: read('scale'), latencyMs: read('latency'), throttle: read('throttle'), members: read('members'), skewSeconds: read('skew') }
  const list = faults?.split(',').map((fault) => fault.trim()).filter((fault) => fault !== '') as Fault[] | undefined
  return { ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)), ...(list === undefined ? {} : { faults: list }) }
}

const aborted = (signal: AbortSignal): Promise<void> => new Promise((resolve) => (signal.aborted ? resolve() : signal.addEventListener('abort', () => resolve(), { once: true })))
