/** What the practice cloud offers: a local HTTP server that behaves like Alibaba Cloud for a sample organisation. */

export type Fault = 'reset' | 'truncate' | 'error5xx' | 'html' | 'wrongTotal' | 'emptyPage' | 'repeatCursor' | 'duplicate' | 'hang'

export interface PracticeOptions {
  /** 0: any free port. */
  port?: number
  /** Default 1. The same seed gives the same organisation, keys and rows. */
  seed?: number
  /** Rows per list, account and region, before each account's own factor. Default 120. */
  scale?: number
  /** Milliseconds added to each answer. */
  latencyMs?: number
  /** Calls per second and account; 0: no limit. */
  throttle?: number
  /** Members of the organisation. Default 12; more are all alike and reachable. */
  members?: number
  /** Seconds that the clock of the cloud is ahead of this computer's; below 0: behind. Default 0. */
  skewSeconds?: number
  faults?: Fault[]
}

export interface PracticeCloud {
  /** `http://127.0.0.1:41231` */
  address: string
  /** UID of the management account. */
  accountId: string
  accessKeyId: string
  accessKeySecret: string
  /** Role that members trust the management account with. */
  role: string
  /** What a profile of the IDaaS instance needs. */
  idaas: { instanceId: string; clientId: string; tokenUrl: string }
  close(): Promise<void>
}
