import { describe, expect, it } from 'vitest'
import { isSecretName, maskJson, maskParameters } from '../../shared/maskParameters'
import { mask } from '../../shared/redact'

describe('the parameters of a request', () => {
  it.each(['Password', 'RootPassword', 'Accounts.1.MasterUserPassword', 'AccountPassword', 'AccessKeySecret', 'SecretData', 'SecurityToken', 'UserData', 'PrivateKey', 'x-acs-security-token', 'Authorization', 'pwd', 'PlainText'])('%s is masked', (name) => {
    expect(maskParameters({ [name]: 'marker' })).toEqual({ [name]: mask })
  })

  it.each(['NextToken', 'ClientToken', 'PageToken', 'Filter.NextToken', 'InstanceId', 'RegionId', 'KeyPairName', 'MaxResults'])('%s stays', (name) => {
    expect(isSecretName(name)).toBe(false)
    expect(maskParameters({ [name]: 'v' })).toEqual({ [name]: 'v' })
  })

  it.each([
    ['{"Admin":{"password":"marker"},"size":18446744073709551615,"rate":0.10}', `{"Admin":{"password":"${mask}"},"size":18446744073709551615,"rate":0.10}`],
    ['[{"login_password" : "a\\"marker","x":1}]', `[{"login_password" : "${mask}","x":1}]`],
    ['{"pwd":123456}', `{"pwd":"${mask}"}`],
    ['{"NextToken":"cursor"}', '{"NextToken":"cursor"}'],
    ['{"credentials":{"a":"marker"}}', mask],
    ['{"tokens":["marker"]}', mask],
    ['{"script":"{\\"password\\":\\"marker\\"}"}', mask],
  ])('JSON %s becomes %s', (text, masked) => {
    expect(maskJson(text)).toBe(masked)
    expect(maskParameters({ Attributes: text })).toEqual({ Attributes: masked })
  })
})
