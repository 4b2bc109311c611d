/** What the credentials module offers: profiles, their secrets by way of the keychain, cached sessions and member accounts. A secret leaves it only as a Credential handed to the wire. */
import type { SessionChoice } from '../../shared/call'
import type { Directory, Identity, ImportCandidate, ImportOutcome, KeychainState, LockState, NewProfile, NewSecret, Profile, ProfileSummary, SessionState, SignInState } from '../../shared/credentials'
import type { Credential } from '../wire/wire'

/** Whose credential a request needs. Without `role`, or for the profile's own account without one, it is the profile itself. */
export interface Caller {
  profile: string
  accountId?: string
  /** Role name or ARN template. */
  role?: string
  /** Expressions already resolved. */
  session?: SessionChoice
}

export interface Credentials {
  /** Reads the keychain's state by really asking it. */
  keychain(): Promise<KeychainState>
  list(): Promise<ProfileSummary[]>
  /** @throws AppError `input` naming the profile and those that exist. */
  read(name: string): Promise<Profile>
  add(profile: NewProfile): Promise<ProfileSummary>
  rename(name: string, newName: string): Promise<ProfileSummary>
  /** Removes the profile and its keychain entry. */
  remove(name: string): Promise<void>
  /** GetCallerIdentity; stores accountId and ARN in the profile. */
  verify(name: string, signal: AbortSignal): Promise<ProfileSummary>
  identity(name: string, signal: AbortSignal): Promise<Identity>
  /** The long-lived key or a cached, still fresh session (one AssumeRole in flight per key; refreshed when 10 minutes are left). */
  credentialFor(caller: Caller, signal: AbortSignal): Promise<Credential>
  /** Assumes the caller's role now and throws the session away: it is neither cached nor handed out. Does nothing in the profile's own account. @throws AppError `role` and what else AssumeRole meets. */
  tryRole(caller: Caller, signal: AbortSignal): Promise<void>
  /** Drops a session that the server refused (`InvalidSecurityToken.Expired`), so that the next call gets a new one. */
  forget(caller: Caller): void
  setReadOnly(name: string, isReadOnly: boolean): Promise<ProfileSummary>
  /** A secret that lives in memory only, given again. */
  supply(secret: NewSecret): Promise<ProfileSummary>
  /** Begins the device-code flow of an IDaaS profile; answers with the code to show. */
  signIn(name: string, signal: AbortSignal): Promise<SignInState>
  signInState(name: string): SignInState
  /** Resolves when the sign-in has ended, either way. */
  signInEnded(name: string): Promise<SignInState>
  cancelSignIn(name: string): void
  /** What the official tools' environment variables and file offer. */
  importable(): Promise<ImportCandidate[]>
  importProfiles(ids: readonly string[], keep: 'keychain' | 'session'): Promise<ImportOutcome>
  lockState(): LockState
  /** Empties memory of every secret. */
  lock(): LockState
  /** Asks the keychain first. @throws AppError `keychain` where it is locked. */
  unlock(): Promise<LockState>
  /** The operator is there. */
  touch(): void
  onLock(listener: (state: LockState) => void): () => void
  sessions(): SessionState[]
  /** A session came or went. */
  onSessions(listener: () => void): () => void
  /** ListAccounts with all pages, and folders; cached on disk until `refresh`. */
  directory(profile: string, options: { refresh: boolean; signal: AbortSignal }): Promise<Directory>
  /** Account UIDs as text in any separators. @throws AppError `input` naming each wrong UID. */
  typeAccounts(profile: string, uids: string): Promise<Directory>
  /** Forgets every secret held in memory. */
  close(): void
}
