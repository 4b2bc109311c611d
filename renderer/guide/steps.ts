/** The path from nothing to a first file, as what the window knows: which step is done, which is next, and which control takes it on. Pure. */
import { testIds } from '../../shared/testIds'

export const guideSteps = ['connect', 'accounts', 'operation', 'run', 'export'] as const
export type GuideStep = (typeof guideSteps)[number]

/** What is true of the window right now. */
export interface GuideFacts {
  hasProfiles: boolean
  /** The chosen profile can sign: its secret is at hand and nothing that it stands on is still starting. */
  isConnected: boolean
  tickedAccounts: number
  /** An account of another is ticked and no role is named for it. */
  lacksRole: boolean
  hasOperation: boolean
  /** Absent: no result is on screen. */
  run?: { isRunning: boolean; rows: number }
  isExported: boolean
}

/** What the operator is told, and by which of testIds the control is found. */
export interface GuideHint {
  step: GuideStep
  word: 'connect' | 'unlock' | 'accounts' | 'role' | 'operation' | 'run' | 'running' | 'noRows' | 'export'
  control: string
}

/** A step is done by what is there, and by any later one: rows without a tick came from the profile's own account. */
export function doneSteps(facts: GuideFacts): ReadonlySet<GuideStep> {
  const own: Record<GuideStep, boolean> = {
    connect: facts.isConnected,
    accounts: facts.tickedAccounts > 0 && !facts.lacksRole,
    operation: facts.hasOperation,
    run: (facts.run?.rows ?? 0) > 0 && facts.run?.isRunning === false,
    export: facts.isExported,
  }
  const last = Math.max(guideSteps.findLastIndex((step) => (step === 'run' || step === 'export') && own[step]), -1)
  return new Set(guideSteps.filter((step, index) => own[step] || index < last))
}

/** The first step that is not done, with the control that takes it on; undefined once all are. */
export function nextHint(facts: GuideFacts): GuideHint | undefined {
  const done = doneSteps(facts)
  const step = guideSteps.find((one) => !done.has(one))
  switch (step) {
    case 'connect':
      return facts.hasProfiles ? { step, word: 'unlock', control: testIds.profileMenu } : { step, word: 'connect', control: testIds.firstStartPractice }
    case 'accounts':
      return facts.lacksRole ? { step, word: 'role', control: testIds.roleField } : { step, word: 'accounts', control: testIds.accountTree }
    case 'operation':
      return { step, word: 'operation', control: testIds.operationSearch }
    case 'run':
      if (facts.run === undefined) return { step, word: 'run', control: testIds.runButton }
      return facts.run.isRunning ? { step, word: 'running', control: testIds.resultStatus } : { step, word: 'noRows', control: testIds.tabTargets }
    case 'export':
      return { step, word: 'export', control: testIds.exportButton }
    case undefined:
      return undefined
  }
}
