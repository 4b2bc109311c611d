/** The coverage report over a folder of metadata documents. */
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkFolder, reportLines } from '../../../main/catalog/check'
import { metadataFolder } from './embeddedCatalogue'

const folderOf = (files: Record<string, unknown>): string => {
  const folder = mkdtempSync(join(tmpdir(), 'check-'))
  for (const [name, body] of Object.entries(files)) writeFileSync(join(folder, name), typeof body === 'string' ? body : JSON.stringify(body))
  return folder
}
const info = { product: 'Horn', version: '2020-01-01', style: 'ROA' }
const good = { methods: ['get'], path: '/horns/{id}', parameters: [{ name: 'id', in: 'path', schema: { type: 'string' } }], responses: {} }

describe('the coverage report', () => {
  it('counts valid operations and names what is wrong with the others', async () => {
    const report = await checkFolder(folderOf({ 'api-docs.Horn.json': { info, apis: { GetHorn: good, BadHorn: { ...good, parameters: [] } } } }))
    expect(report.products).toMatchObject([{ product: 'Horn', version: '2020-01-01', operations: 2, valid: 1, paged: 0, problems: [{ operation: 'BadHorn', problem: 'the path /horns/{id} needs id, which is no parameter' }] }])
    expect(reportLines(report)).toContain('All: 1 of 2 operations valid.')
  })

  it('refuses a document that is cut off and goes on with the rest', async () => {
    const text = JSON.stringify({ info, apis: { GetHorn: good } })
    const report = await checkFolder(folderOf({ 'a.json': text.slice(0, 60), 'b.json': text, 'products.json': [{ code: 'Horn', name: 'Horns', versions: ['2020-01-01'], defaultVersion: '2020-01-01' }] }))
    expect(report.refused).toEqual([{ file: 'a.json', message: 'The metadata is cut off or is not JSON (60 characters).' }])
    expect(report.products).toHaveLength(1)
    expect(report.others).toEqual(['products.json'])
  })

  it('reads the other documents of an exported folder by their names', async () => {
    const report = await checkFolder(
      folderOf({ 'endpoints.Horn.json': [{ regionId: 'cn-hangzhou', public: 'horn.cn-hangzhou.aliyuncs.com' }], 'endpoints.Torn.json': [], 'api.Horn.2020-01-01.GetHorn.en_us.json': good, 'api.Horn.GetHorn.zh_cn.json': good }),
    )
    expect(report.products.map(({ product, version, valid }) => [product, version, valid])).toEqual([['Horn', '2020-01-01', 1], ['Horn', 'unknown', 1]])
    expect(report.others).toEqual(['endpoints.Horn.json'])
    expect(report.refused.map(({ file }) => file)).toEqual(['endpoints.Torn.json'])
  })

  it('refuses a folder without documents', async () => {
    await expect(checkFolder(folderOf({ 'readme.txt': 'x' }))).rejects.toMatchObject({ kind: 'input', about: { field: 'DIR' } })
    await expect(checkFolder(join(tmpdir(), 'no-such-folder'))).rejects.toMatchObject({ kind: 'input' })
  })

  it.skipIf(!existsSync(metadataFolder))('finds every operation of the real documents valid, and refuses the one that is cut off', async () => {
    const report = await checkFolder(metadataFolder)
    expect(report.products.flatMap(({ problems }) => problems)).toEqual([])
    expect(report.products.reduce((sum, { valid }) => sum + valid, 0)).toBe(148)
    expect(report.refused.map(({ file }) => file)).toEqual(['api-docs.rds-data.TRUNCATED.en_us.json'])
  })
})
