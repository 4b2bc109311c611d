import { describe, expect, it } from 'vitest'
import { createSessions, type SessionMeaning } from '../../../main/credentials/sessions'
import type { AssumedRole } from '../../../main/wire/wire'
import { AppError } from '../../../shared/errors'

const minute = 60_000
const never = new AbortController().signal
const meaning: SessionMeaning = { profile: 'ops', accountId: '1203456789012345', roleArn: 'acs:ram::1203456789012345:role/ops', roleSessionName: 'rolecall-w' }

function onClock() {
  let time = 0
  let count = 0
  const sessions = createSessions({ now: () => time })
  const assume = async (): Promise<AssumedRole> => {
    count += 1
    return { credential: { accessKeyId: `STS.${count}`, accessKeySecret: 's', securityToken: 't', expiresAt: new Date(time + 60 * minute) }, arn: 'a', requestId: 'r' }
  }
  return { sessions, assume, pass: (ms: number) => (time += ms), asked: () => count }
}

describe('cached sessions', () => {
  it('are shared by what they mean, and by nothing less', async () => {
    const { sessions, assume, asked } = onClock()
    const first = await sessions.get(meaning, assume, never)
    expect(await sessions.get({ ...meaning, profile: 'OPS' }, assume, never)).toBe(first)
    const others: Partial<SessionMeaning>[] = [
      { profile: 'dev' },
      { roleArn: 'acs:ram::1203456789012345:role/other' },
      { roleSessionName: 'other' },
      { durationSeconds: 900 },
      { policy: '{}' },
      { sourceIdentity: 'wanda' },
      { externalId: 'x1' },
    ]
    for (const other of others) expect(await sessions.get({ ...meaning, ...other }, assume, never)).not.toBe(first)
    expect(asked()).toBe(1 + others.length)
  })

  it('are refreshed when ten minutes are left', async () => {
    const { sessions, assume, pass, asked } = onClock()
    await sessions.get(meaning, assume, never)
    pass(50 * minute)
    await sessions.get(meaning, assume, never)
    expect(asked()).toBe(1)
    pass(1)
    await sessions.get(meaning, assume, never)
    expect(asked()).toBe(2)
  })

  it('still serve while a refresh fails for now, but never in their last minute', async () => {
    const { sessions, assume, pass } = onClock()
    const first = await sessions.get(meaning, assume, never)
    const failing = (kind: 'throttled' | 'role') => () => Promise.reject(new AppError(kind, 'no'))
    pass(55 * minute)
    expect(await sessions.get(meaning, failing('throttled'), never)).toBe(first)
    await expect(sessions.get(meaning, failing('role'), never)).rejects.toMatchObject({ kind: 'role' })
    pass(4 * minute + 1)
    await expect(sessions.get(meaning, failing('throttled'), never)).rejects.toMatchObject({ kind: 'throttled' })
  })

  it('are asked for once, however many wait, and one who leaves takes nobody along', async () => {
    const { sessions, assume, asked } = onClock()
    let answer = (): void => undefined
    const slow = async (): Promise<AssumedRole> => {
      await new Promise<void>((resolve) => (answer = resolve))
      return assume()
    }
    const leave = new AbortController()
    const left = sessions.get(meaning, slow, leave.signal)
    const stayed = [sessions.get(meaning, slow, never), sessions.get(meaning, slow, never)]
    leave.abort()
    await expect(left).rejects.toMatchObject({ kind: 'cancelled' })
    answer()
    const [one, two] = await Promise.all(stayed)
    expect(one).toBe(two)
    expect(asked()).toBe(1)
  })

  it('are no longer asked for when nobody waits, and a failure is not remembered', async () => {
    const { sessions, assume } = onClock()
    const leave = new AbortController()
    const stopped = new Promise<void>((resolve) => {
      sessions
        .get(meaning, (signal) => new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new AppError('cancelled', 'x')) ?? resolve())), leave.signal)
        .catch(() => undefined)
    })
    leave.abort()
    await stopped
    await expect(sessions.get(meaning, () => Promise.reject(new AppError('role', 'no')), never)).rejects.toMatchObject({ kind: 'role' })
    expect((await sessions.get(meaning, assume, never)).accessKeyId).toBe('STS.1')
  })

  it('are listed and told without their secrets until they end or are forgotten', async () => {
    const { sessions, assume, pass } = onClock()
    const told: number[] = []
    const stop = sessions.onChange(() => told.push(sessions.list().length))
    await sessions.get(meaning, assume, never)
    await sessions.get({ ...meaning, profile: 'dev' }, assume, never)
    expect(sessions.list()[0]).toEqual({ profile: 'ops', roleArn: meaning.roleArn, accountId: meaning.accountId, expiresAt: '1970-01-01T01:00:00.000Z' })
    sessions.forget(meaning)
    expect(told).toEqual([1, 2, 1])
    stop()
    pass(61 * minute)
    expect(sessions.list()).toEqual([])
  })
})
