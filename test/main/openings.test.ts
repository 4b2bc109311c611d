import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { createOpenings } from '../../main/openings'

const folder = mkdtempSync(join(tmpdir(), 'rolecall-openings-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const link = 'rolecall://call?product=Ecs&version=2014-05-26&operation=DescribeInstances'
const callFile = 'rolecall: 1\nproduct: Ecs\nversion: "2014-05-26"\noperation: DescribeInstances\nprofile: ops\n'
const open = () => {
  const heard: number[] = []
  return { heard, openings: createOpenings({ onWaiting: () => heard.push(heard.length), profile: async () => 'mine' }) }
}

describe('what the system hands over', () => {
  it('are the links and call files of a command line, in their order, once each', async () => {
    writeFileSync(join(folder, 'instances.rolecall'), callFile)
    const { heard, openings } = open()
    openings.addWords(['/usr/bin/rolecall', '.', '--practice', '--file=x.yaml', 'instances.rolecall', 'notes.txt', link], folder)
    expect(heard).toHaveLength(2)
    expect(await openings.take()).toMatchObject({ kind: 'file', from: join(folder, 'instances.rolecall'), spec: { operation: 'DescribeInstances', profile: 'ops' } })
    expect(await openings.take()).toMatchObject({ kind: 'link', from: link, spec: { profile: 'mine' } })
    expect(await openings.take()).toBeNull()
  })

  it('says what cannot be opened, once, and goes on with the next', async () => {
    writeFileSync(join(folder, 'wrong.rolecall'), 'rolecall: 2\n')
    mkdirSync(join(folder, 'folder.yaml'))
    writeFileSync(join(folder, 'huge.yml'), '')
    truncateSync(join(folder, 'huge.yml'), 8_000_001)
    const { openings } = open()
    openings.addWords(['wrong.rolecall', 'none.yaml', 'folder.yaml', 'huge.yml', 'rolecall://other'], folder)
    openings.addFile(join(folder, 'instances.rolecall'))
    await expect(openings.take()).rejects.toMatchObject({ kind: 'input', message: expect.stringContaining('rolecall: 1') as string })
    await expect(openings.take()).rejects.toMatchObject({ kind: 'storage', message: expect.stringContaining('none.yaml') as string })
    await expect(openings.take()).rejects.toMatchObject({ kind: 'input', message: expect.stringContaining('is no file') as string })
    await expect(openings.take()).rejects.toMatchObject({ kind: 'input', message: expect.stringContaining('at most') as string })
    await expect(openings.take()).rejects.toMatchObject({ kind: 'input', message: expect.stringContaining('rolecall://call') as string })
    expect(await openings.take()).toMatchObject({ kind: 'file' })
  })

  it('does not pile up without end', async () => {
    const { heard, openings } = open()
    for (let count = 0; count < 100; count += 1) openings.addLink(link)
    expect(heard).toHaveLength(16)
  })
})
