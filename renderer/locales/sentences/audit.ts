/** 审计日志的语句。 */
export const auditSentences = {
  'The audit log is held by another process.': '审计日志正被其他进程占用。',
  'End the Rolecall that hangs.': '请结束没有响应的 Rolecall。',
  'Write a time as 2026-11-27 or 2026-11-27T08:00:00Z.': '时间请写成 2026-11-27 或 2026-11-27T08:00:00Z 的形式。',
} as const
