/** Gathers the results of work on many accounts and tells of them at most ten times a second. */

const tellEveryMs = 100

export interface Batch<Result> {
  total: number
  ended: number
  /** Those that ended since the last one. */
  results: Result[]
}

export async function inBatches<Result, Whole>(tell: (batch: Batch<Result>) => void, work: (onResult: (result: Result, total: number) => void) => Promise<Whole>): Promise<Whole> {
  let waiting: Result[] = []
  let ended = 0
  let of = 0
  const flush = (): void => {
    if (waiting.length === 0) return
    tell({ total: of, ended, results: waiting })
    waiting = []
  }
  const timer = setInterval(flush, tellEveryMs)
  try {
    return await work((result, total) => {
      waiting.push(result)
      ended += 1
      of = total
    })
  } finally {
    clearInterval(timer)
    flush()
  }
}
