import { describe, expect, it } from 'vitest'
import { createDurations } from '../../../main/credentials/duration'
import { AppError } from '../../../shared/errors'

const roleOf = (most: number) => {
  const asked: (number | undefined)[] = []
  const assume = async (seconds: number | undefined): Promise<number> => {
    asked.push(seconds)
    if ((seconds ?? 3600) > most) throw new AppError('role', 'too long', { about: { code: 'InvalidParameter.DurationSeconds' } })
    return seconds ?? 3600
  }
  return { asked, assume }
}

describe('the length of a session', () => {
  it.each([
    [43_200, 3600, 3600],
    [43_200, 25_200, 25_200],
    [43_200, 39_600, 39_600],
    [43_200, 9000, 7200],
    [7200, 3600, 3600],
    [5000, 3600, 3600],
  ])('%i seconds of a role that allows %i become %i, and it says so', async (wanted, most, granted) => {
    const { assume, asked } = roleOf(most)
    const durations = createDurations()
    expect(await durations.assume('role', wanted, assume)).toEqual({ answer: granted, shortened: { askedSeconds: wanted, grantedSeconds: granted } })
    expect(asked.length).toBeLessThanOrEqual(6)
    // The role is known now: one request.
    asked.length = 0
    expect(await durations.assume('role', wanted, assume)).toMatchObject({ answer: granted })
    expect(asked).toEqual([granted])
  })

  it('stays as asked for where the role allows it, or nothing was asked for', async () => {
    const { assume } = roleOf(43_200)
    expect(await createDurations().assume('role', 43_200, assume)).toEqual({ answer: 43_200 })
    expect(await createDurations().assume('role', undefined, assume)).toEqual({ answer: 3600 })
  })

  it('is no matter where the refusal is another', async () => {
    const refuse = async (): Promise<never> => {
      throw new AppError('role', 'no', { about: { code: 'NoPermission' } })
    }
    await expect(createDurations().assume('role', 43_200, refuse)).rejects.toMatchObject({ about: { code: 'NoPermission' } })
  })
})
