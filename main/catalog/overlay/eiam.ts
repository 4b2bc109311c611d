/** IDaaS developer API 2022-02-25: the exchange of an access token for the STS credentials of a cloud role. Not signed: the caller's access token goes into a header. Facts: Alibaba Cloud's API reference of IDaaS; words: ours. */
import type { StoredOperation } from '../format'
import { field, object, parameter, plain } from './shape'

export const eiamOperations: StoredOperation[] = [
  {
    name: 'ObtainCloudAccountRoleAccessCredential',
    style: 'ROA',
    method: 'GET',
    path: '/v2/{instanceId}/cloudAccountRoles/_/actions/obtainAccessCredential',
    requestBody: 'none',
    responseBody: 'json',
    auth: 'Bearer',
    summary: { en: 'Exchanges an IDaaS access token for the temporary credentials of a cloud role.', zh: '用 IDaaS 访问令牌换取云角色的临时访问凭证。' },
    doc: {
      en: 'The token must carry the scope `urn:cloud:idaas:pam|cloud_account_role:obtain_access_credential`. Two moments of expiry are answered; the earlier counts.',
      zh: '令牌须包含权限范围 `urn:cloud:idaas:pam|cloud_account_role:obtain_access_credential`。返回两个过期时间，以较早者为准。',
    },
    parameters: [
      parameter(field('instanceId', 'string', 'IDaaS instance.', 'IDaaS 实例 ID。', { required: 'yes', example: 'idaas_ue2jvisn35ea5lmthk267xxxxx' }), 'path'),
      parameter(field('Authorization', 'string', 'The word Bearer, a space and the access token.', 'Bearer 加空格加访问令牌。', { required: 'yes', example: 'Bearer …' }), 'header'),
      parameter(field('cloudAccountRoleExternalId', 'string', 'ARN of the cloud role.', '云角色的 ARN。', { required: 'yes', example: 'acs:ram::1203456789012345:role/ops' })),
      parameter(field('durationSeconds', 'integer', 'Life of the credentials in seconds. Valid values: 900 to 43200.', '凭证的有效秒数，取值：900 至 43200。', { minimum: '900', maximum: '43200', example: '3600' })),
    ],
    response: object(
      ...plain('string', 'cloudAccountId', 'cloudAccountRoleId', 'cloudAccountRoleName', 'cloudAccountRoleExternalId', 'cloudAccountVendorType'),
      {
        name: 'cloudAccountRoleAccessCredential',
        ...object(...plain('long', 'accessCredentialExpiresAt'), { name: 'alibabaCloudStsToken', ...object(...plain('string', 'accessKeyId', 'accessKeySecret', 'securityToken', 'expiration')) }),
      },
    ),
  },
]
