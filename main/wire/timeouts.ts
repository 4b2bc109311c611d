/** How long a request may take where the caller does not say. */

/** Milliseconds until the connection stands. */
export const defaultConnectTimeoutMs = 10_000
/** Milliseconds until the whole answer is there. */
export const defaultReadTimeoutMs = 30_000
