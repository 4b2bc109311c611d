import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { callOfLine } from '../../../main/call/commandLine'
import { copyAs as copyInPieces, type CopiedCall } from '../../../main/call/copyAs'
import { createCatalog } from '../../../main/catalog/create'
import { findCatalogue } from '../../../main/compose'
import { copyFormats, type CopyAsFormat } from '../../../shared/copyAs'
import { inWords, type Words } from '../../../shared/words'

const catalog = createCatalog({ folder: findCatalogue(import.meta.dirname) })

async function call(more: Partial<CopiedCall['plan']> = {}, role: string | undefined = 'ops'): Promise<CopiedCall> {
  return {
    spec: { rolecall: 1, product: 'Ecs', version: '2014-05-26', operation: 'DescribeInstances', profile: 'main', accounts: 'self', endpoint: 'recommended', parameters: {}, ...(role === undefined ? {} : { role }) },
    operation: await catalog.operation('Ecs', '2014-05-26', 'DescribeInstances'),
    yaml: 'rolecall: 1\nproduct: Ecs\n',
    plan: {
      targets: [{ accountId: '1203456789012345', regionId: 'cn-hangzhou' }],
      targetCount: 1,
      isMutating: false,
      isUnknownOperation: false,
      endpoints: [{ regionId: 'cn-hangzhou', host: 'ecs.cn-hangzhou.aliyuncs.com', reason: '', isGuess: false }],
      paging: { mode: 'paged', describedAs: '' },
      warnings: [],
      preview: [
        { name: 'RegionId', position: 'query', value: 'cn-hangzhou' },
        { name: 'Tag.1.Key', position: 'query', value: "it's \"x\"" },
        { name: 'OwnerId', position: 'query', value: '18446744073709551615' },
        { name: 'Password', position: 'query', value: 'marker-password' },
      ],
      ...more,
    },
  }
}

const copyAs = (format: CopyAsFormat, copied: CopiedCall, read: (piece: Words) => string = inWords): string => copyInPieces(format, copied).map((piece) => read(piece)).join('')

describe('a call copied as', () => {
  it.each(copyFormats)('%s names operation and values, every digit kept, and holds no secret', async (format) => {
    const text = copyAs(format, await call())
    expect(text).not.toContain('marker-password')
    if (format === 'rolecall') return expect(text).toBe("rolecall run - <<'EOF'\nrolecall: 1\nproduct: Ecs\nEOF\n")
    expect(text).toContain('DescribeInstances')
    expect(text).toContain('ecs.cn-hangzhou.aliyuncs.com')
    expect(text).toContain('18446744073709551615')
    expect(text).toContain('<Password>')
    expect(text).not.toMatch(/undefined|\[object/)
  })

  it.each(copyFormats.filter((format) => format !== 'rolecall'))('%s has its notes in the language of the window', async (format) => {
    const copied = await call()
    const inOther = copyAs(format, copied, (piece) => (typeof piece === 'string' ? piece : '说明'))
    expect(inOther).toContain('说明')
    expect(inOther).not.toMatch(/page 1 of one target|signed by the client/)
  })

  it('aliyun reads back as the same call', async () => {
    const text = copyAs('aliyun', await call()).split('\n').slice(1).join('\n')
    expect(await callOfLine(text, { catalog, profile: 'main' })).toMatchObject({ product: 'Ecs', operation: 'DescribeInstances', endpoint: 'ecs.cn-hangzhou.aliyuncs.com', role: 'acs:ram::${account.id}:role/ops', parameters: { RegionId: 'cn-hangzhou', Tag: [{ Key: "it's \"x\"" }], OwnerId: '18446744073709551615', Password: '<Password>' } })
  })

  it('code with a body names its path, and TypeScript parses', async () => {
    const roa = { ...(await call({ preview: [{ name: 'POST', position: 'path', value: '/clusters' }, { name: 'body', position: 'body', value: '{"name":"x"}' }] })), operation: await catalog.operation('CS', '2015-12-15', 'CreateCluster') }
    for (const format of ['typescript', 'python', 'go', 'java', 'http'] as const) expect(copyAs(format, roa)).toContain('/clusters')
    expect(ts.transpileModule(copyAs('typescript', roa), { reportDiagnostics: true }).diagnostics).toEqual([])
  })
})
