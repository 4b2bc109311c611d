import { mkdtempSync, readFileSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createLog } from '../../main/log'
import { createRedactor } from '../../shared/redact'

it('writes redacted lines into a file that only its owner reads', () => {
  const home = mkdtempSync(join(tmpdir(), 'rolecall-log-'))
  const redactor = createRedactor()
  redactor.learn('MARKER-0123456789')
  const log = createLog(home, redactor)
  log.error({ error: new Error('refused MARKER-0123456789'), SecurityToken: 'CAIS-token' }, 'call with MARKER-0123456789 failed')
  log.flush()
  const file = join(home, 'logs', 'rolecall.log')
  const text = readFileSync(file, 'utf8')
  expect(JSON.parse(text)).toMatchObject({ level: 'error' })
  expect(text).not.toMatch(/MARKER|CAIS-token/)
  if (process.platform !== 'win32') expect(statSync(file).mode & 0o077).toBe(0)
})
