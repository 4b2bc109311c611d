/** English texts of the audit log. */
export const enAudit = {
  audit: {
    title: 'Audit log',
    lead: 'Every request that a call sent from this machine: who, as whom, where, what, how it ended. Each line holds the hash of the line before.',
    search: 'Find: operation, account, code, request ID …',
    failed: 'Only failed',
    verify: 'Verify',
    lines: 'no line | {n} line | {n} lines',
    whole: 'the log is whole',
    broken: 'no problem | 1 problem | {n} problems',
    problem_changed: 'was changed',
    problem_removed: 'lines before it were removed',
    problem_inserted: 'was inserted or moved',
    problem_unreadable: 'is no line of the log',
    problem_beginning: 'lines before it are gone',
    problem_end: 'lines after it were removed',
    time: 'Time',
    who: 'Who',
    operation: 'Operation',
    none: 'No line agrees.',
    more: 'Show more',
  },
}
