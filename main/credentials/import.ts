/** Takes chosen profiles of the official tools over: secrets go to the keychain, and the operator is told where they still lie in plain text. All or none of an entry is kept. */
import type { ImportOutcome, NewProfile, ProfileSummary } from '../../shared/credentials'
import { AppError } from '../../shared/errors'
import { say } from '../../shared/words'
import type { Importable } from './importing'

export interface ImportChoice {
  ids: readonly string[]
  keep: 'keychain' | 'session'
  add: (profile: NewProfile) => Promise<ProfileSummary>
}

/** @throws AppError `input` naming an unknown entry or one that cannot be taken over, before anything is added. */
export async function importProfiles(importable: readonly Importable[], { ids, keep, add }: ImportChoice): Promise<ImportOutcome> {
  const about = { field: 'ids' }
  const chosen = ids.map((id) => {
    const found = importable.find(({ candidate }) => candidate.id === id)
    if (!found) throw new AppError('input', say`There is nothing to import by the name ${id}.`, { about, next: say`Look at what is offered, and choose again.` })
    if (found.candidate.problem !== undefined) throw new AppError('input', say`${found.candidate.name}: ${found.candidate.problem}`, { about, next: say`Leave it out, or add the profile by hand.` })
    return found
  })
  if (chosen.length === 0) throw new AppError('input', say`Nothing was chosen to import.`, { about, next: say`Choose at least one profile.` })
  const profiles: ProfileSummary[] = []
  for (const each of chosen.flatMap((one) => one.profiles)) profiles.push(await add(each.kind === 'accesskey' ? { ...each, keep } : each))
  const places = [...new Set(chosen.map(({ candidate }) => candidate.from))].join(', ')
  return { profiles, warning: say`The secrets still stand in plain text in ${places}. Delete them there, or give the keys new secrets.` }
}
