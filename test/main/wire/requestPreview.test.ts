import { describe, expect, it } from 'vitest'
import { headersPreview, requestPreview } from '../../../main/wire/requestPreview'
import type { ApiRequest } from '../../../main/wire/wire'

const request: ApiRequest = { product: 'Ram', version: '2015-05-01', operation: 'CreateLoginProfile', style: 'RPC', method: 'POST', path: '/', endpoint: 'ram.aliyuncs.com', query: { UserName: 'lin', Password: 'marker-password' }, headers: { authorization: 'Bearer marker-token', 'x-trace': '1' }, body: { kind: 'form', fields: { AccessKeySecret: 'marker-secret', Plain: 'a b' } } }

describe('the preview of a request', () => {
  it('says where it went and what it carried, and masks what is secret', () => {
    const preview = requestPreview(request)
    expect(preview).toMatchObject({ method: 'POST', url: 'https://ram.aliyuncs.com/', query: { Action: 'CreateLoginProfile', Version: '2015-05-01', UserName: 'lin' }, headers: { 'x-trace': '1' } })
    expect(preview.body).toContain('Plain=a+b')
    expect(JSON.stringify(preview)).not.toMatch(/marker-/)
  })
  it('masks a cookie among the headers of an answer', () => {
    expect(headersPreview({ httpStatus: 200, headers: { 'set-cookie': 'marker', date: 'now' }, body: '', elapsedMs: 1 })).toEqual({ 'set-cookie': '••••', date: 'now' })
  })
})
