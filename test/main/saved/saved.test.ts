/** The folder of saved calls on a real disk: what is listed, what is refused, and that no other hand's change is lost. */
import { mkdir, mkdtemp, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as v from 'valibot'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readCallFile } from '../../../main/call/callFile'
import { createSaved, type Saved } from '../../../main/saved/saved'
import { CallSpec } from '../../../shared/call'
import { SavedFolder, SavedName, SavedPath, safeName, savedLimit } from '../../../shared/saved'
import { inWords, type Words } from '../../../shared/words'

const call = (...lines: string[]): string => ['rolecall: 1', 'product: Ecs', 'version: "2014-05-26"', 'operation: DescribeInstances', 'profile: ops', ...lines, ''].join('\n')
const spec = (part: Partial<CallSpec> = {}): CallSpec => v.parse(CallSpec, { ...readCallFile(call()), ...part })

/** Words that hold this in English. */
const words = (part: string): unknown => expect.toSatisfy((said: Words) => inWords(said).includes(part))

let outer: string
let folder: string
let saved: Saved
let changes: number
let trashed: string[]
const open = (trash?: (place: string) => Promise<void>): Saved => createSaved({ folder: () => folder, trash, onChange: () => (changes += 1), onWatchFailure: (thrown) => { throw thrown } })
const put = async (path: string, text: string): Promise<void> => {
  await mkdir(join(folder, path, '..'), { recursive: true })
  await writeFile(join(folder, path), text)
}
const text = (path: string): Promise<string> => readFile(join(folder, path), 'utf8')

beforeEach(async () => {
  outer = await mkdtemp(join(tmpdir(), 'rolecall-saved-'))
  folder = join(outer, 'calls')
  await mkdir(folder)
  changes = 0
  trashed = []
  saved = open(async (place) => {
    trashed.push(place)
    await rename(place, join(outer, 'trash'))
  })
})
afterEach(async () => {
  await saved.close()
  await rm(outer, { recursive: true, force: true })
})

describe('the tree of saved calls', () => {
  it('lists folders first, calls with what they call, environments, and broken files with error and line', async () => {
    await put('b.yaml', call('name: Everything running'))
    await put('ecs/a.yaml', call())
    await put('ecs/env.yaml', 'environments:\n  test: { A: 1 }\n  production: {}\n')
    await put('broken.yaml', call('acounts: all'))
    await put('notes.txt', 'not ours')
    await put('.git/config.yaml', 'not ours')
    const tree = await saved.list()
    expect(tree.entries).toEqual([
      { kind: 'folder', path: 'ecs' },
      { kind: 'call', path: 'ecs/a.yaml', product: 'Ecs', operation: 'DescribeInstances' },
      { kind: 'environments', path: 'ecs/env.yaml', names: ['test', 'production'] },
      { kind: 'call', path: 'b.yaml', name: 'Everything running', product: 'Ecs', operation: 'DescribeInstances' },
      { kind: 'broken', path: 'broken.yaml', message: words('line 6: acounts: This key is not known'), field: 'acounts', line: 6 },
    ])
    expect(tree.environments).toEqual(['production', 'test'])
  })

  it('says why a chosen folder cannot be read, and is empty where none is chosen', async () => {
    const known = folder
    folder = join(outer, 'gone')
    expect(await saved.list()).toMatchObject({ entries: [], problem: words('gone') })
    folder = ''
    expect(await saved.list()).toEqual({ entries: [], isCut: false, environments: [], hasTrash: true })
    folder = known
  })

  it('names a link and follows none, in the tree and by its path', async () => {
    await writeFile(join(outer, 'secret.yaml'), call())
    await symlink(join(outer, 'secret.yaml'), join(folder, 'link.yaml'))
    await symlink(outer, join(folder, 'out'))
    expect((await saved.list()).entries).toEqual([{ kind: 'broken', path: 'link.yaml', message: words('not followed') }])
    await expect(saved.open('link.yaml')).rejects.toMatchObject({ kind: 'input', about: { field: 'path' } })
    await expect(saved.open('out/secret.yaml')).rejects.toMatchObject({ kind: 'input', about: { field: 'path' } })
    await expect(saved.create({ folder: 'out', name: 'x', spec: spec() })).rejects.toMatchObject({ kind: 'input' })
  })

  it('stops at its bounds and says so', async () => {
    await put(`${Array.from({ length: 9 }, (_, level) => `f${level}`).join('/')}/deep.yaml`, call())
    const tree = await saved.list()
    expect(tree.isCut).toBe(true)
    expect(tree.entries.some(({ path }) => path.endsWith('deep.yaml'))).toBe(false)
    await put('large.yaml', `# ${'x'.repeat(2_000_000)}`)
    expect((await saved.list()).entries).toContainEqual({ kind: 'broken', path: 'large.yaml', message: words('at most 2000000'), field: 'path' })
  })

  it('lists five thousand files, and at its bound says that there is more', async () => {
    await Promise.all(Array.from({ length: 5000 }, (_, file) => put(`${file}.yaml`, call())))
    const whole = await saved.list()
    expect([whole.entries.length, whole.isCut]).toEqual([5000, false])
    await Promise.all(Array.from({ length: savedLimit - 4999 }, (_, empty) => mkdir(join(folder, `n${empty}`))))
    const cut = await saved.list()
    expect([cut.entries.length, cut.isCut]).toEqual([savedLimit, true])
  }, 60_000)

  it('tells that it is watched from now on, and then what changes from outside', async () => {
    await saved.list()
    await expect.poll(() => changes).toBe(1)
    await put('new.yaml', call())
    await put('new2.yaml', call())
    await expect.poll(() => changes).toBeGreaterThan(1)
    expect((await saved.list()).entries.map(({ path }) => path)).toEqual(['new.yaml', 'new2.yaml'])
  })
})

describe('a saved call', () => {
  it('is written in place with its comments, and only where the file is as it was opened', async () => {
    await put('a.yaml', `# weekly\n${call('regions: [cn-hangzhou] # the busy one')}`)
    const { hash, spec: opened } = await saved.open('a.yaml')
    const outcome = await saved.save({ path: 'a.yaml', hash, spec: { ...opened, role: 'ops' } })
    expect(outcome).toMatchObject({ status: 'saved', path: 'a.yaml' })
    expect(await text('a.yaml')).toBe(`# weekly\n${call('role: ops', 'regions: [cn-hangzhou] # the busy one')}`)
  })

  it('never overwrites a change of another hand, and shows both', async () => {
    await put('a.yaml', call())
    const { hash, spec: opened } = await saved.open('a.yaml')
    const theirs = `# mine now\n${call('regions: all')}`
    await put('a.yaml', theirs)
    const outcome = await saved.save({ path: 'a.yaml', hash, spec: { ...opened, role: 'ops' } })
    expect(outcome).toMatchObject({ status: 'conflict', mine: `# mine now\n${call('role: ops')}`, theirs: { text: theirs, spec: { regions: 'all' } } })
    expect(await text('a.yaml')).toBe(theirs)
    expect(await saved.keepCopy({ path: 'a.yaml', spec: { ...opened, role: 'ops' } })).toMatchObject({ path: 'a copy.yaml' })
    expect(await text('a.yaml')).toBe(theirs)
    expect(readCallFile(await text('a copy.yaml')).role).toBe('ops')
    if (outcome.status !== 'conflict' || !outcome.theirs) throw new Error('No conflict was told.')
    expect(await saved.save({ path: 'a.yaml', hash: outcome.theirs.hash, spec: { ...opened, role: 'ops' } })).toMatchObject({ status: 'saved' })
  })

  it('that is gone is a conflict too, and its comments are still known', async () => {
    await put('a.yaml', `# weekly\n${call()}`)
    const { hash, spec: opened } = await saved.open('a.yaml')
    await rm(join(folder, 'a.yaml'))
    const outcome = await saved.save({ path: 'a.yaml', hash, spec: { ...opened, role: 'ops' } })
    expect(outcome).toEqual({ status: 'conflict', path: 'a.yaml', mine: `# weekly\n${call('role: ops')}` })
  })

  it('names a file of rows as it was written, and a new one from where the call file lies', async () => {
    await put('ecs/a.yaml', call('over: { file: ../rows/servers.csv }', 'parameters: { InstanceId: "${row.InstanceId}" }'))
    const opened = await saved.open('ecs/a.yaml')
    expect(opened.spec.over?.file).toBe(join(folder, 'rows/servers.csv'))
    await saved.save({ ...opened, spec: { ...opened.spec, role: 'ops' } })
    expect(await text('ecs/a.yaml')).toContain('over: { file: ../rows/servers.csv }')
    await saved.create({ folder: '', name: 'b', spec: opened.spec })
    expect(await text('b.yaml')).toContain('rows/servers.csv')
    expect(await text('b.yaml')).not.toContain(folder)
  })

  it('may end as the packages register call files, and keeps that ending', async () => {
    await put('a.rolecall', call())
    expect((await saved.list()).entries).toEqual([{ kind: 'call', path: 'a.rolecall', product: 'Ecs', operation: 'DescribeInstances' }])
    expect(await saved.rename({ path: 'a.rolecall', name: 'b' })).toEqual({ path: 'b.rolecall' })
    expect(await saved.open('b.rolecall')).toMatchObject({ spec: { operation: 'DescribeInstances' } })
  })

  it('is renamed, duplicated and moved; a name that followed the file goes on following', async () => {
    await saved.create({ folder: '', name: 'Running', spec: spec({ name: 'Running' }) })
    expect(await saved.rename({ path: 'Running.yaml', name: 'Stopped' })).toEqual({ path: 'Stopped.yaml' })
    expect(readCallFile(await text('Stopped.yaml')).name).toBe('Stopped')
    expect(await saved.duplicate('Stopped.yaml')).toMatchObject({ path: 'Stopped copy.yaml' })
    expect(await saved.duplicate('Stopped copy.yaml')).toMatchObject({ path: 'Stopped copy 2.yaml' })
    expect(readCallFile(await text('Stopped copy 2.yaml')).name).toBe('Stopped copy 2')
    await saved.createFolder({ folder: '', name: 'ecs' })
    expect(await saved.move({ path: 'Stopped copy.yaml', folder: 'ecs' })).toEqual({ path: 'ecs/Stopped copy.yaml' })
    await expect(saved.move({ path: 'ecs', folder: 'ecs' })).rejects.toMatchObject({ about: { field: 'folder' } })
    expect(await saved.rename({ path: 'Stopped.yaml', name: 'stopped' })).toEqual({ path: 'stopped.yaml' })
  })

  it('takes no name that is taken, whatever its case', async () => {
    await put('a.yaml', call())
    await expect(saved.create({ folder: '', name: 'A', spec: spec() })).rejects.toMatchObject({ kind: 'input', about: { field: 'name' } })
    await put('b.yaml', call('role: ops'))
    await expect(saved.rename({ path: 'b.yaml', name: 'a' })).rejects.toMatchObject({ about: { field: 'name' } })
    await put('ecs/b.yaml', call())
    await expect(saved.move({ path: 'b.yaml', folder: 'ecs' })).rejects.toMatchObject({ about: { field: 'name' } })
    expect(await text('b.yaml')).toContain('role: ops')
  })

  it('goes to the trash where there is one, and needs a word where there is none', async () => {
    await put('a.yaml', call())
    expect(await saved.remove({ path: 'a.yaml', confirmed: false })).toBe('trashed')
    expect(trashed).toEqual([join(folder, 'a.yaml')])
    const without = open()
    await put('b/c.yaml', call())
    expect(await without.remove({ path: 'b', confirmed: false })).toBe('unconfirmed')
    expect(await text('b/c.yaml')).toBe(call())
    expect(await without.remove({ path: 'b', confirmed: true })).toBe('removed')
    await expect(without.remove({ path: 'b', confirmed: true })).rejects.toMatchObject({ kind: 'input' })
    await without.close()
  })

  it('of a broken file is refused with its line and left as it is', async () => {
    await put('a.yaml', 'rolecall: [')
    await expect(saved.open('a.yaml')).rejects.toMatchObject({ kind: 'input', about: { line: 1 } })
    expect(await text('a.yaml')).toBe('rolecall: [')
  })
})

describe('the variables of a saved call', () => {
  const asked = spec({ parameters: { VpcId: '${env.VPC}', Text: '$${env.VPC} ${region}' }, endpoint: '${env.HOST}' })

  it('come from the nearest env.yaml that has them', async () => {
    await put('env.yaml', 'environments:\n  test: { VPC: vpc-root, HOST: a.example.com }\n')
    await put('ecs/env.yaml', 'environments:\n  test:\n    VPC: 0012345678901234567890\n')
    expect(await saved.fill({ spec: asked, path: 'ecs/a.yaml', environment: 'test' })).toMatchObject({ parameters: { VpcId: '0012345678901234567890', Text: '$${env.VPC} ${region}' }, endpoint: 'a.example.com' })
    expect(await saved.fill({ spec: asked, environment: 'test' })).toMatchObject({ parameters: { VpcId: 'vpc-root' } })
  })

  it('that are missing are refused with the field, the variable and the file', async () => {
    await put('ecs/env.yaml', 'environments:\n  test: { HOST: a.example.com }\n  production: { VPC: vpc-1, HOST: b }\n')
    await expect(saved.fill({ spec: asked, path: 'ecs/a.yaml', environment: 'test' })).rejects.toMatchObject({ kind: 'input', message: 'parameters.VpcId: the environment test has no variable VPC in ecs/env.yaml.', about: { field: 'parameters.VpcId' } })
    await expect(saved.fill({ spec: asked, path: 'ecs/a.yaml', environment: 'tset' })).rejects.toMatchObject({ message: expect.stringContaining('ecs/env.yaml has no environment tset') as string, next: 'Choose one of production, test.' })
    await expect(saved.fill({ spec: asked, path: 'ecs/a.yaml' })).rejects.toMatchObject({ message: expect.stringContaining('none is chosen') as string })
  })

  it('are left to the environment of the process where there is no env.yaml', async () => {
    expect(await saved.fill({ spec: asked, path: 'ecs/a.yaml', environment: 'test' })).toEqual(asked)
  })

  it('put no look-up into a call by their value', async () => {
    await put('env.yaml', 'environments:\n  test: { VPC: "${operator}", HOST: h }\n')
    expect((await saved.fill({ spec: asked, environment: 'test' })).parameters).toMatchObject({ VpcId: '$${operator}' })
  })

  it.each([
    ['a name of a secret', 'environments:\n  test:\n    DB_PASSWORD: x\n', 3, 'DB_PASSWORD looks like a secret'],
    ['a key ID', 'environments:\n  test:\n    KEY: LTAI5tAbCdEfGhIjKlMnOpQr\n', 3, 'looks like a key'],
    ['a list', 'environments:\n  test:\n    A: [1]\n', 3, 'A needs a value'],
    ['another key', 'environment:\n  test: {}\n', 1, 'environment is not known here'],
    ['a name with a blank', 'environments:\n  my test: {}\n', 2, 'no name of an environment'],
    ['a name that stands twice', 'environments:\n  test:\n    A: 1\n    A: 2\n', 4, 'twice'],
  ])('are refused with file and line where env.yaml holds %s', async (_what, yaml, line, words) => {
    await put('env.yaml', yaml)
    await expect(saved.fill({ spec: asked, environment: 'test' })).rejects.toMatchObject({ kind: 'input', message: expect.stringContaining(words) as string, about: { line, code: 'Environment' } })
    expect((await saved.list()).entries).toEqual([expect.objectContaining({ kind: 'broken', path: 'env.yaml', line })])
  })
})

describe('a path of the saved calls', () => {
  it.each(['../a.yaml', 'a/../../b.yaml', '/etc/a.yaml', 'a\\b.yaml', 'C:a.yaml', 'con.yaml', 'ecs/aux.yaml', '.hidden.yaml', 'a.txt', 'a/./b.yaml', 'a//b.yaml', 'a\u202Eb.yaml', ' .yaml', `${'a/'.repeat(9)}b.yaml`])('is not %j', (path) => {
    expect(v.is(SavedPath, path)).toBe(false)
  })

  it.each(['a.yaml', 'ecs/running instances.yml', '实例/运行中.yaml', 'a.b.yaml', 'a.rolecall'])('may be %j', (path) => {
    expect(v.is(SavedPath, path)).toBe(true)
  })

  it('is refused by main too, whoever asks', async () => {
    await expect(saved.open('../calls/a.yaml')).rejects.toMatchObject({ kind: 'input', about: { field: 'path' } })
    await expect(saved.remove({ path: '..', confirmed: true })).rejects.toMatchObject({ kind: 'input' })
    await expect(saved.remove({ path: '', confirmed: true })).rejects.toMatchObject({ kind: 'input' })
  })

  it.each(['COM1', 'nul.x', 'a.', '', 'a/b', 'x'.repeat(101)])('has no part named %j', (name) => {
    expect(v.is(SavedName, name)).toBe(false)
    expect(v.is(SavedFolder, name) && name !== '' && !name.includes('/')).toBe(false)
  })

  it.each(['a/b: c?', ' . ', 'CON', '…', 'x'.repeat(300), '运行中'])('can be made of the text %j', (given) => {
    expect(v.is(SavedName, safeName(given))).toBe(true)
  })
})

describe('the environments of a folder', () => {
  const table = [{ name: 'test', variables: [{ name: 'VPC', value: 'vpc-1' }] }]

  it('are none before there is a file, which saving makes', async () => {
    expect(await saved.openEnvironments('')).toEqual({ path: 'env.yaml', environments: [] })
    const outcome = await saved.saveEnvironments({ folder: '', environments: table })
    expect(outcome.status).toBe('saved')
    const opened = await saved.openEnvironments('')
    expect(opened.environments).toEqual(table)
    expect(opened.hash).toBe((outcome as { hash: string }).hash)
    expect((await saved.list()).environments).toEqual(['test'])
  })

  it('are not written over a change of another hand; both versions come back, and theirs can be saved over', async () => {
    await put('ecs/env.yaml', 'environments:\n  test: { VPC: vpc-1 } # ours\n')
    const { hash = '' } = await saved.openEnvironments('ecs')
    const theirs = 'environments:\n  test: { VPC: vpc-7 } # theirs\n'
    await put('ecs/env.yaml', theirs)
    const edit = { folder: 'ecs', environments: [{ was: 'test', name: 'test', variables: [{ was: 'VPC', name: 'VPC', value: 'vpc-2' }] }] }
    const outcome = await saved.saveEnvironments({ ...edit, hash })
    expect(outcome).toMatchObject({ status: 'conflict', path: 'ecs/env.yaml', mine: expect.stringContaining('vpc-2') as string, theirs: { text: theirs, environments: [{ name: 'test', variables: [{ name: 'VPC', value: 'vpc-7' }] }] } })
    expect(await text('ecs/env.yaml')).toBe(theirs)
    const theirHash = outcome.status === 'conflict' ? (outcome.theirs?.hash ?? '') : ''
    expect((await saved.saveEnvironments({ ...edit, hash: theirHash })).status).toBe('saved')
    expect(await text('ecs/env.yaml')).toBe(theirs.replace('vpc-7', 'vpc-2'))
  })

  it('are not made where another hand made the file meanwhile, and not lost where it took it away', async () => {
    await saved.openEnvironments('')
    await put('env.yaml', 'environments: { other: {} }\n')
    expect(await saved.saveEnvironments({ folder: '', environments: table })).toMatchObject({ status: 'conflict', theirs: { environments: [{ name: 'other', variables: [] }] } })
    const { hash = '' } = await saved.openEnvironments('')
    await rm(join(folder, 'env.yaml'))
    const gone = await saved.saveEnvironments({ folder: '', hash, environments: table })
    expect(gone).toMatchObject({ status: 'conflict', mine: expect.stringContaining('vpc-1') as string })
    expect(gone).not.toHaveProperty('theirs')
  })

  it('of a file that cannot be read as such are refused with its line, and the file stays', async () => {
    await put('env.yaml', 'environments:\n  test: { DB_PASSWORD: x }\n')
    await expect(saved.openEnvironments('')).rejects.toMatchObject({ kind: 'input', message: expect.stringContaining('line 2') as string })
    expect(await saved.saveEnvironments({ folder: '', environments: table })).toMatchObject({ status: 'conflict' })
    expect(await text('env.yaml')).toBe('environments:\n  test: { DB_PASSWORD: x }\n')
  })
})
