/** Who runs this, for session names, the audit log and results. */
import { userInfo } from 'node:os'

/** The name of the system's account; one without an entry in the system's list has no name there. */
export function operatorName(env: NodeJS.ProcessEnv): string {
  try {
    return userInfo().username
  } catch {
    return env['USER'] ?? env['USERNAME'] ?? 'operator'
  }
}
