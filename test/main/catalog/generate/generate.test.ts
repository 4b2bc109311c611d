/** The generator on a small package of our own in the layout of the SDK: every way it writes a parameter down. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliDecompressSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import type { StoredOperation } from '../../../../main/catalog/format'
import { generateCatalogue, readPackage } from '../../../../main/catalog/generate/generate'
import { parseComment } from '../../../../main/catalog/generate/comments'
import { findPackages } from '../../../../main/catalog/generate/packages'

const client = `
import OpenApi from '@alicloud/openapi-core';
export default class Client extends OpenApi {
  constructor(config: $OpenApiUtil.Config) {
    super(config);
    this._endpointRule = "regional";
    this._endpointMap = { 'cn-hangzhou': "horn.aliyuncs.com", public: "horn.aliyuncs.com" };
    this._endpoint = this.getEndpoint("horn", this._regionId, this._endpointRule, this._network, this._suffix, this._endpointMap, this._endpoint);
  }
  /**
   * Lists horns.
   *
   * @remarks
   * ### Usage
   * Words with a \\\\* star.
   *
   * @deprecated OpenAPI ListHorns is deprecated, please use Horn::2020-01-01::ListAllHorns instead.
   *
   * @param request - ListHornsRequest
   * @returns ListHornsResponse
   */
  async listHornsWithOptions(tmpReq: $_model.ListHornsRequest, runtime: $dara.RuntimeOptions): Promise<$_model.ListHornsResponse> {
    tmpReq.validate();
    let request = new $_model.ListHornsShrinkRequest({ });
    if (!$dara.isNull(tmpReq.scope)) { request.scopeShrink = OpenApiUtil.arrayToStringWithSpecifiedStyle(tmpReq.scope, "Scope", "json"); }
    if (!$dara.isNull(tmpReq.names)) { request.namesShrink = OpenApiUtil.arrayToStringWithSpecifiedStyle(tmpReq.names, "Names", "simple"); }
    let query = { };
    if (!$dara.isNull(request.regionId)) { query["RegionId"] = request.regionId; }
    if (!$dara.isNull(request.regionId)) { query["RegionId"] = request.regionId; }
    if (!$dara.isNull(request.scopeShrink)) { query["Scope"] = request.scopeShrink; }
    if (!$dara.isNull(request.namesShrink)) { query["Names"] = request.namesShrink; }
    if (!$dara.isNull(request.tag)) { query["Tag"] = request.tag; }
    let body : {[key: string ]: any} = { };
    if (!$dara.isNull(request.note)) { body["Note"] = request.note; }
    let bodyFlat : {[key: string ]: any} = { };
    if (!$dara.isNull(request.parts)) { bodyFlat["Parts"] = request.parts; }
    let req = new $OpenApiUtil.OpenApiRequest({ query: OpenApiUtil.query(query), body: OpenApiUtil.parseToMap(body), });
    let params = new $OpenApiUtil.Params({ action: "ListHorns", version: "2020-01-01", protocol: "HTTPS", pathname: "/", method: "POST", authType: "AK", style: "RPC", reqBodyType: "formData", bodyType: "json", });
    return $dara.cast<$_model.ListHornsResponse>(await this.callApi(params, req, runtime), new $_model.ListHornsResponse({}));
  }
  async putPartWithOptions(project: string, hornId: string, request: $_model.PutPartRequest, headers: $_model.PutPartHeaders, runtime: $dara.RuntimeOptions): Promise<$_model.PutPartResponse> {
    let hostMap : {[key: string ]: string} = { };
    hostMap["project"] = project;
    let realHeaders : {[key: string ]: string} = { };
    if (!$dara.isNull(headers.xSize)) { realHeaders["x-size"] = String(headers.xSize); }
    let req = new $OpenApiUtil.OpenApiRequest({ hostMap: hostMap, headers: realHeaders, body: OpenApiUtil.parseToMap(request.body), });
    let params = new $OpenApiUtil.Params({ action: "PutPart", version: "2020-01-01", protocol: "HTTPS", pathname: \`/horns/\${$dara.URL.percentEncode(hornId)}/parts\`, method: "PUT", authType: "AK", style: "ROA", reqBodyType: "json", bodyType: "none", });
    return $dara.cast<$_model.PutPartResponse>(await this.execute(params, req, runtime), new $_model.PutPartResponse({}));
  }
  async findHornsWithOptions(request: $_model.FindHornsRequest, runtime: $dara.RuntimeOptions): Promise<$_model.FindHornsResponse> {
    let query = OpenApiUtil.query(request.toMap());
    let req = new $OpenApiUtil.OpenApiRequest({ query: OpenApiUtil.query(request.toMap()), });
    let params = new $OpenApiUtil.Params({ action: "FindHorns", version: "2020-01-01", protocol: "HTTPS", pathname: "/", method: "GET", authType: "Anonymous", style: "RPC", reqBodyType: "formData", bodyType: "array", });
    return $dara.cast<$_model.FindHornsResponse>(await this.callApi(params, req, runtime), new $_model.FindHornsResponse({}));
  }
}
`
const model = (name: string, fields: [property: string, wire: string, type: string, comment?: string][]): string => `
import { Part } from "./Part";
export class ${name} extends $dara.Model {
${fields.map(([property, , type, comment]) => `${comment ?? ''}  ${property}?: ${type};`).join('\n')}
  static names(): { [key: string]: string } { return { ${fields.map(([property, wire]) => `${property}: '${wire}'`).join(', ')} }; }
}`
const models: Record<string, string> = {
  Part: model('Part', [['name', 'name', 'string'], ['parts', 'parts', 'Part[]']]),
  ListHornsRequest: model('ListHornsRequest', [
    ['regionId', 'RegionId', 'string', '  /**\n   * @remarks\n   * The region.\n   * \n   * This parameter is required.\n   * \n   * @example\n   * cn-hangzhou\n   */\n'],
    ['scope', 'Scope', '{ [key: string]: any }'], ['names', 'Names', 'string[]'], ['tag', 'Tag', 'Part[]'], ['note', 'Note', 'number', '  /**\n   * @remarks\n   * A note. Valid values: 1 to 9. Default value: 3.\n   */\n'], ['parts', 'Parts', 'Part[]'],
  ]),
  ListHornsShrinkRequest: model('ListHornsShrinkRequest', [['scopeShrink', 'Scope', 'string']]),
  ListHornsResponse: model('ListHornsResponse', [['headers', 'headers', '{ [key: string]: string }'], ['body', 'body', 'Part']]),
  PutPartRequest: model('PutPartRequest', [['body', 'body', 'Part']]),
  PutPartHeaders: model('PutPartHeaders', [['xSize', 'x-size', 'string']]),
  PutPartResponse: model('PutPartResponse', [['headers', 'headers', '{ [key: string]: string }']]),
  FindHornsRequest: model('FindHornsRequest', [['shape', 'Shape', 'string'], ['sizes', 'Sizes', 'number[]']]),
  FindHornsResponse: model('FindHornsResponse', [['body', 'body', 'Part[]']]),
}

let scope: string
let operations: Map<string, StoredOperation>
beforeAll(async () => {
  scope = mkdtempSync(join(tmpdir(), 'sdk-'))
  const folder = join(scope, 'horn20200101')
  mkdirSync(join(folder, 'src/models'), { recursive: true })
  mkdirSync(join(scope, 'openapi-core/src'), { recursive: true })
  mkdirSync(join(scope, 'oldhorn20150101/src'), { recursive: true })
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: '@alicloud/horn20200101', version: '1.2.3' }))
  writeFileSync(join(folder, 'src/client.ts'), client)
  for (const [name, text] of Object.entries(models)) writeFileSync(join(folder, `src/models/${name}.ts`), text)
  const [found] = findPackages(scope)
  if (!found) throw new Error('the package was not found')
  const made = await readPackage(found)
  operations = new Map(brotliDecompressSync(made.file).toString().split('\n').map((line) => JSON.parse(line) as StoredOperation).map((operation) => [operation.name, operation]))
})

describe('the generator', () => {
  it('finds packages of the layout it can read, and passes over others', () => {
    expect(findPackages(scope).map(({ name, version, product, apiVersion }) => [name, version, product, apiVersion])).toEqual([['@alicloud/horn20200101', '1.2.3', 'horn', '2020-01-01']])
    expect(findPackages(join(scope, 'nowhere'))).toEqual([])
  })

  it('reads position and serialisation of every parameter, each once', () => {
    const list = operations.get('ListHorns')
    expect(list?.parameters.map(({ name, type, position, serialisation, required }) => [name, type, position, serialisation, required])).toEqual([
      ['RegionId', 'string', 'query', undefined, 'yes'],
      ['Scope', 'map', 'query', 'json', undefined],
      ['Names', 'array', 'query', 'simple', undefined],
      ['Tag', 'array', 'query', 'flat', undefined],
      ['Note', 'number', 'formData', undefined, undefined],
      ['Parts', 'array', 'formData', 'flat', undefined],
    ])
    expect(list).toMatchObject({ style: 'RPC', method: 'POST', path: '/', requestBody: 'form', responseBody: 'json', auth: 'AK' })
  })

  it('reads words, example, limits and default, without the sentence about being required', () => {
    const [region, , , , note] = operations.get('ListHorns')?.parameters ?? []
    expect(region).toMatchObject({ doc: { en: 'The region.' }, example: 'cn-hangzhou' })
    expect(note).toMatchObject({ minimum: '1', maximum: '9', default: '3' })
  })

  it('reads summary, documentation and replacement of a deprecated operation', () => {
    expect(operations.get('ListHorns')).toMatchObject({ summary: { en: 'Lists horns.' }, doc: { en: '### Usage\nWords with a \\* star.' }, deprecated: true, replacedBy: ['Horn/2020-01-01/ListAllHorns'] })
  })

  it('turns a class that contains itself into a reference', () => {
    const tag = operations.get('ListHorns')?.parameters.find(({ name }) => name === 'Tag')
    expect(tag?.items?.fields?.map(({ name, items }) => [name, items?.ref])).toEqual([['name', undefined], ['parts', 'Part']])
    expect(operations.get('ListHorns')?.definitions?.['Part']?.fields?.map(({ name }) => name)).toEqual(['name', 'parts'])
  })

  it('reads host, path, header and a whole body of a ROA operation', () => {
    expect(operations.get('PutPart')?.parameters.map(({ name, position, isWholeBody }) => [name, position, isWholeBody])).toEqual([
      ['project', 'host', undefined],
      ['hornId', 'path', undefined],
      ['x-size', 'header', undefined],
      ['body', 'body', true],
    ])
    expect(operations.get('PutPart')).toMatchObject({ style: 'ROA', method: 'PUT', path: '/horns/{hornId}/parts', requestBody: 'json', responseBody: 'none' })
  })

  it('reads a request that goes into the query as a whole, and an answer that is a list', () => {
    expect(operations.get('FindHorns')).toMatchObject({
      auth: 'Anonymous',
      requestBody: 'none',
      response: { type: 'array' },
      parameters: [{ name: 'Shape', position: 'query' }, { name: 'Sizes', position: 'query', serialisation: 'flat', items: { type: 'number' } }],
    })
  })

  it('gives the same bytes again', async () => {
    const [found] = findPackages(scope)
    if (!found) throw new Error('the package was not found')
    const [first, second] = await Promise.all([readPackage(found), readPackage(found)])
    expect(first.file.equals(second.file)).toBe(true)
    expect(first.product).toMatchObject({ builtFrom: '@alicloud/horn20200101@1.2.3', endpoints: { rule: 'regional', hostName: 'horn', map: { 'cn-hangzhou': 'horn.aliyuncs.com' } } })
  })

  it('fails under its floors, names them, and leaves the old catalogue as it was', async () => {
    const folder = join(scope, 'catalogue')
    mkdirSync(folder)
    writeFileSync(join(folder, 'index.json.br'), 'old')
    await expect(generateCatalogue(scope, folder)).rejects.toThrow(/Ecs has 0 operations, fewer than 350/)
    expect(readFileSync(join(folder, 'index.json.br'), 'utf8')).toBe('old')
    expect(existsSync(`${folder}.${process.pid}.new`)).toBe(false)
  })
})

describe('comments', () => {
  it('keep lines that only look like tags inside their section', () => {
    expect(parseComment('/**\n   * @remarks\n   * Mail to\n   * @someone\n   * \n   * @example\n   * a\n   * b\n   ')).toEqual({ isRequired: false, remarks: 'Mail to\n@someone', example: 'a\nb' })
  })
})
