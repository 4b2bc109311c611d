/** Connects the window to a practice cloud: one child process, one profile named `practice` whose key goes where keys go. It never touches a profile that points at a real cloud. */
import type { ProfileSummary } from '../../shared/credentials'
import { AppError } from '../../shared/errors'
import { say, type Said } from '../../shared/words'
import type { Child, StartChild } from '../children'
import type { Credentials } from '../credentials/credentials'
import type { PracticeCloud, PracticeOptions } from './practice'

export const practiceProfile = 'practice'

export interface PracticeConnection {
  /** Starts the practice cloud if it is not running and adds or refreshes its profile. */
  connect(): Promise<ProfileSummary>
  /** Undefined while it is not running. */
  address(): string | undefined
  close(): void
}

export interface ConnectionDeps {
  credentials: Credentials
  startChild: StartChild
  modulePath: string
  options: PracticeOptions
}

/** Milliseconds the child may take until it listens. */
const startTimeout = 20_000
type Ready = Omit<PracticeCloud, 'close'>

export function createPracticeConnection({ credentials, startChild, modulePath, options }: ConnectionDeps): PracticeConnection {
  let child: Child | undefined
  let running: Promise<Ready> | undefined
  let address: string | undefined

  const start = (): Promise<Ready> => {
    const started = startChild(modulePath, 'practice cloud')
    child = started
    return new Promise<Ready>((resolve, reject) => {
      const fail = (message: Said): void => reject(new AppError('bug', message, { next: say`Start the practice cloud again.` }))
      const timer = setTimeout(() => {
        started.kill()
        fail(say`The practice cloud did not start in time.`)
      }, startTimeout)
      started.onMessage((message) => {
        clearTimeout(timer)
        resolve(message as Ready)
      })
      started.onExit(() => {
        clearTimeout(timer)
        running = undefined
        address = undefined
        fail(say`The practice cloud ended.`)
      })
      started.post(options)
    })
  }

  const refreshProfile = async (cloud: Ready): Promise<ProfileSummary> => {
    const existing = (await credentials.list()).find((profile) => profile.name === practiceProfile)
    const isOurs = existing === undefined || Object.values(existing.endpoints).every((endpoint) => endpoint.startsWith('http://127.0.0.1'))
    if (!isOurs) {
      throw new AppError('input', say`A profile named ${practiceProfile} exists and points at another cloud.`, { about: { field: 'name' }, next: say`Rename that profile, then connect again.` })
    }
    if (existing) await credentials.remove(practiceProfile)
    const { state } = await credentials.keychain()
    await credentials.add({
      name: practiceProfile,
      kind: 'accesskey',
      accessKeyId: cloud.accessKeyId,
      accessKeySecret: cloud.accessKeySecret,
      regionId: 'cn-hangzhou',
      endpoints: { '*': cloud.address },
      keep: state === 'ready' ? 'keychain' : 'session',
    })
    return credentials.verify(practiceProfile, AbortSignal.timeout(startTimeout))
  }

  return {
    connect: async () => {
      running ??= start()
      const cloud = await running
      address = cloud.address
      return refreshProfile(cloud)
    },
    address: () => address,
    close: () => {
      child?.kill()
      child = undefined
      running = undefined
      address = undefined
    },
  }
}
