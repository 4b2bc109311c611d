/** How long a request may take where the caller does not say. */
export const defaultTimeouts = {
  /** Milliseconds until the connection stands. */
  connectTimeoutMs: 10_000,
  /** Milliseconds until the whole answer is there. */
  readTimeoutMs: 30_000,
}
