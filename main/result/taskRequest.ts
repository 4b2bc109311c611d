/** What a request for a derived result means: the task, and the results that it reads. */
import { AppError } from '../../shared/errors'
import type { ResultId } from '../../shared/result'
import { say } from '../../shared/words'
import type { TaskRequest } from './result'
import type { Task } from './tasks'

/** @throws AppError `input` about `after` where a result is to be compared with itself. */
export function taskOf(request: TaskRequest): { task: Task; ids: ResultId[] } {
  switch (request.kind) {
    case 'sql':
      return { task: { kind: 'sql', sql: request.spec.sql, seconds: request.spec.seconds }, ids: [request.spec.callId] }
    case 'rowsFrom':
      return { task: { kind: 'rowsFrom', path: request.spec.path, of: request.spec.of, keep: request.spec.keep }, ids: [request.spec.callId] }
    case 'compare': {
      const { before, after, key, columns, form } = request.spec
      if (before === after) throw new AppError('input', say`A result cannot be compared with itself.`, { next: say`Choose two results.`, about: { field: 'after' } })
      return { task: { kind: 'compare', key, form, ...(columns === undefined ? {} : { columns }) }, ids: [before, after] }
    }
  }
}
