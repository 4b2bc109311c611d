import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { idaasNames } from '../../../main/practice/idaas/idaas'
import { createOrganisation } from '../../../main/practice/organisation'
import type { PracticeCloud } from '../../../main/practice/practice'

const modulePath = join(import.meta.dirname, '../../../main/practice/process.ts')
const children: ChildProcess[] = []
const startChild = (): ChildProcess => {
  const child = fork(modulePath, [], { execArgv: ['--import', 'tsx'], stdio: 'ignore' })
  children.push(child)
  return child
}
afterEach(() => {
  for (const child of children.splice(0)) child.kill()
})

describe('the practice cloud as a process of its own', () => {
  it('answers its first message with what is needed to connect, and ends with its parent', async () => {
    const child = startChild()
    child.send({ seed: 3 })
    const [ready] = (await once(child, 'message')) as [Omit<PracticeCloud, 'close'>]
    const { management, accessKeyId, accessKeySecret, role } = createOrganisation(3)
    expect(ready).toEqual({ address: ready.address, accountId: management.accountId, accessKeyId, accessKeySecret, role, idaas: { ...idaasNames(3), tokenUrl: `${ready.address}/api/v2/iauths_system/oauth2/token` } })
    expect((await fetch(ready.address)).status).toBe(400)
    const ended = once(child, 'exit')
    child.disconnect()
    expect(await ended).toEqual([0, null])
  })

  it('ends with a failure where the options are wrong', async () => {
    const child = startChild()
    const ended = once(child, 'exit')
    child.send({ scale: -1 })
    expect(await ended).toEqual([1, null])
  })
})
