/** How the practice cloud's profile is recognised. Pure. */
import type { ProfileSummary } from '../../shared/credentials'

/** The sample organisation has one role, and nothing of anybody's behind it. */
export const practiceName = 'practice'

/** A profile of that name which points at this machine, not at a cloud of the operator's own. */
export function isLocal(profile: ProfileSummary | undefined): boolean {
  return profile?.name === practiceName && profile.endpoints['*']?.startsWith('http://127.0.0.1') === true
}
