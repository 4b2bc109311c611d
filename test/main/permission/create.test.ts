/** What the permission module tells of roles and accounts, before it reaches the window or a file. */
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { AppError } from '../../../shared/errors'
import { createRedactor } from '../../../shared/redact'
import type { ReachResult } from '../../../shared/permission'
import { inWords, say } from '../../../shared/words'
import { openPermission, type PermissionBench } from './bench'

const secret = 'CAISsecretOfAnSTSsession0123456789'

describe('what a service says of a role that cannot be tested', () => {
  let bench: PermissionBench | undefined
  const home = mkdtempSync(join(tmpdir(), 'rolecall-permission-'))
  afterEach(async () => {
    await bench?.close()
    rmSync(home, { recursive: true, force: true })
  })

  it('goes to the window and to the memory of tests without a secret that it repeats', async () => {
    const redactor = createRedactor()
    redactor.learn(secret)
    const about = { code: 'SomethingNew' }
    bench = await openPermission({}, {
      home,
      redactor,
      credentials: {
        read: async () => ({ name: 'ops', kind: 'accesskey', maskedKeyId: '', endpoints: {}, regionId: 'cn-hangzhou', secret: 'keychain' }) as never,
        credentialFor: () => Promise.reject(new Error('not asked for')),
        directory: () => Promise.reject(new AppError('network', 'no list', {})),
        tryRole: () => Promise.reject(new AppError('role', say`The server could not use ${secret} here.`, { about })),
      },
    })
    const told: ReachResult[] = []
    const matrix = await bench.permission.reach({ profile: 'ops', role: 'Auditor', accounts: ['1203456789012345'] }, { signal: AbortSignal.timeout(10_000), onResult: (result) => told.push(result) })
    expect(matrix.results.map(({ says }) => inWords(says))).toEqual([expect.stringContaining('The server could not use •••• here.')])
    expect(JSON.stringify([told, matrix, await bench.permission.reached('ops')])).not.toContain(secret)
    const files = readdirSync(home, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json'))
    expect(files).not.toEqual([])
    for (const name of files) expect(readFileSync(join(home, name), 'utf8')).not.toContain(secret)
  })
})
