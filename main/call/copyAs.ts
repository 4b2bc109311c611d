/** Writes a call in the words of other tools: its first target and first page, as the plan shows them. Secrets are left to the reader as placeholders. Pure. */
import type { CallPlan, CallSpec } from '../../shared/call'
import type { Operation, Style } from '../../shared/catalog'
import type { CopyAsFormat } from '../../shared/copyAs'
import { roleArnIn } from '../../shared/credentials'
import { maskJson, maskParameters } from '../../shared/maskParameters'
import { createRedactor, mask } from '../../shared/redact'
import { say, type Said, type Words } from '../../shared/words'

export interface CopiedCall {
  spec: CallSpec
  plan: CallPlan
  operation: Operation | undefined
  /** The call file. */
  yaml: string
}

/** What a request is made of, secrets as `<Name>`. */
interface Parts {
  style: Style
  method: string
  path: string
  host: string
  query: [string, string][]
  form: [string, string][]
  headers: [string, string][]
  body?: string
  account?: string
  role?: string
}

const redactor = createRedactor()

function partsOf({ spec, plan, operation }: CopiedCall): Parts {
  const [target] = plan.targets
  const at = (position: string): [string, string][] => plan.preview.filter((line) => line.position === position).map(({ name, value }): [string, string] => [name, shown(name, value)])
  const [inPath] = plan.preview.filter(({ position }) => position === 'path')
  const body = plan.preview.find(({ position }) => position === 'body')?.value
  const style = operation?.style ?? (inPath ? 'ROA' : 'RPC')
  return {
    style,
    method: inPath?.name ?? operation?.method.toUpperCase() ?? spec.request?.method ?? 'POST',
    path: inPath?.value ?? '/',
    host: (plan.endpoints[0]?.host ?? '').replace(/^https?:\/\//, ''),
    query: at('query'),
    form: at('formData'),
    headers: at('header'),
    ...(body === undefined ? {} : { body: redactor.text(maskJson(body)) }),
    ...(target === undefined ? {} : { account: target.accountId }),
    ...(spec.role === undefined || target === undefined ? {} : { role: roleArnIn(spec.role, target.accountId) }),
  }
}

function shown(name: string, value: string): string {
  const masked = maskParameters({ [name]: value })[name] ?? value
  return masked === mask ? `<${name}>` : redactor.text(masked)
}

/** The text in pieces: what stands in the other tool's language, and notes to the reader as sentences. */
export function copyAs(format: CopyAsFormat, call: CopiedCall): Words[] {
  const parts = partsOf(call)
  switch (format) {
    case 'rolecall':
      return [`rolecall run - <<'EOF'\n${call.yaml.trimEnd()}\nEOF\n`]
    case 'aliyun':
      return aliyun(call, parts)
    case 'typescript':
      return typescript(call, parts)
    case 'python':
      return python(call, parts)
    case 'go':
      return go(call, parts)
    case 'java':
      return java(call, parts)
    case 'http':
      return http(call, parts)
  }
}

/** A template whose sentences stay sentences. */
const pieces = (parts: TemplateStringsArray, ...values: readonly Words[]): Words[] => parts.flatMap((part, index) => [part, values[index] ?? '']).filter((piece) => piece !== '')

const pageNote = say`page 1 of one target`

/** One word of a POSIX shell. */
const word = (text: string): string => (/^[A-Za-z0-9_./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`)
const text = (value: string): string => JSON.stringify(value)

function aliyun({ spec }: CopiedCall, { style, method, path, host, query, form, headers, body, role }: Parts): Words[] {
  const product = spec.product.toLowerCase()
  const flags = [
    ...(role === undefined ? [] : ['--mode RamRoleArn', `--ram-role-arn ${word(role)}`, '--role-session-name rolecall']),
    `--endpoint ${word(host)}`,
    `--version ${word(spec.version)}`,
    ...(style === 'RPC' ? [...query, ...form].map(([name, value]) => `--${name} ${word(value)}`) : []),
    ...headers.map(([name, value]) => `--header ${word(`${name}=${value}`)}`),
    ...(body === undefined ? [] : [`--body ${word(body)}`]),
    '--force',
  ]
  const search = query.length === 0 ? '' : `?${new URLSearchParams(query).toString()}`
  const head = style === 'RPC' ? `aliyun ${product} ${spec.operation}` : `aliyun ${product} ${method} ${word(`${path}${search}`)}`
  return pieces`# ${say`page 1 of one target; the key of the profile ${spec.profile} is the tool's own`}\n${[head, ...flags].join(' \\\n  ')}\n`
}

/** Query and form together: RPC takes both in the query. */
const queryOf = ({ style, query, form }: Parts): [string, string][] => (style === 'RPC' ? [...query, ...form] : query)

const tsObject = (pairs: readonly [string, string][], indent: string): string => (pairs.length === 0 ? '{}' : `{\n${pairs.map(([name, value]) => `${indent}  ${text(name)}: ${text(value)},`).join('\n')}\n${indent}}`)

function typescript({ spec }: CopiedCall, parts: Parts): Words[] {
  return pieces`// npm install @alicloud/openapi-client @alicloud/tea-util
import OpenApi, { Config, OpenApiRequest, Params } from '@alicloud/openapi-client'
import { RuntimeOptions } from '@alicloud/tea-util'

// ${credentialNote(parts)}
const client = new OpenApi(new Config({
  accessKeyId: process.env.ALIBABA_CLOUD_ACCESS_KEY_ID,
  accessKeySecret: process.env.ALIBABA_CLOUD_ACCESS_KEY_SECRET,
  securityToken: process.env.ALIBABA_CLOUD_SECURITY_TOKEN,
  endpoint: ${text(parts.host)},
}))
const answer = await client.callApi(
  new Params({ action: ${text(spec.operation)}, version: ${text(spec.version)}, protocol: 'HTTPS', method: ${text(parts.method)}, authType: 'AK', style: ${text(parts.style)}, pathname: ${text(parts.path)}, reqBodyType: 'json', bodyType: 'json' }),
  new OpenApiRequest({
    query: ${tsObject(queryOf(parts), '    ')},
    headers: ${tsObject(parts.headers, '    ')},${parts.body === undefined ? '' : `\n    body: ${parts.body},`}
  }),
  new RuntimeOptions({}),
)
console.log(JSON.stringify(answer.body, null, 2)) // ${pageNote}
`
}

const pyDict = (pairs: readonly [string, string][]): string => `{${pairs.map(([name, value]) => `${text(name)}: ${text(value)}`).join(', ')}}`

function python({ spec }: CopiedCall, parts: Parts): Words[] {
  return pieces`# pip install alibabacloud_tea_openapi
import json, os
from alibabacloud_tea_openapi.client import Client
from alibabacloud_tea_openapi import models as open_api
from alibabacloud_tea_util import models as util

# ${credentialNote(parts)}
client = Client(open_api.Config(
    access_key_id=os.environ["ALIBABA_CLOUD_ACCESS_KEY_ID"],
    access_key_secret=os.environ["ALIBABA_CLOUD_ACCESS_KEY_SECRET"],
    security_token=os.environ.get("ALIBABA_CLOUD_SECURITY_TOKEN"),
    endpoint=${text(parts.host)},
))
params = open_api.Params(
    action=${text(spec.operation)}, version=${text(spec.version)}, protocol="HTTPS", method=${text(parts.method)},
    auth_type="AK", style=${text(parts.style)}, pathname=${text(parts.path)}, req_body_type="json", body_type="json",
)
request = open_api.OpenApiRequest(query=${pyDict(queryOf(parts))}, headers=${pyDict(parts.headers)}${parts.body === undefined ? '' : `, body=json.loads(${text(parts.body)})`})
answer = client.call_api(params, request, util.RuntimeOptions())
print(json.dumps(answer["body"], indent=2, ensure_ascii=False))  # ${pageNote}
`
}

const goMap = (pairs: readonly [string, string][]): string => `map[string]*string{${pairs.map(([name, value]) => `${text(name)}: tea.String(${text(value)})`).join(', ')}}`

function go({ spec }: CopiedCall, parts: Parts): Words[] {
  return pieces`// go get github.com/alibabacloud-go/darabonba-openapi/v2/client github.com/alibabacloud-go/tea-utils/v2/service github.com/alibabacloud-go/tea/tea
package main

import (
	"encoding/json"
	"fmt"
	"os"

	openapi "github.com/alibabacloud-go/darabonba-openapi/v2/client"
	util "github.com/alibabacloud-go/tea-utils/v2/service"
	"github.com/alibabacloud-go/tea/tea"
)

func main() {
	// ${credentialNote(parts)}
	client, err := openapi.NewClient(&openapi.Config{
		AccessKeyId:     tea.String(os.Getenv("ALIBABA_CLOUD_ACCESS_KEY_ID")),
		AccessKeySecret: tea.String(os.Getenv("ALIBABA_CLOUD_ACCESS_KEY_SECRET")),
		SecurityToken:   tea.String(os.Getenv("ALIBABA_CLOUD_SECURITY_TOKEN")),
		Endpoint:        tea.String(${text(parts.host)}),
	})
	if err != nil {
		panic(err)
	}
	params := &openapi.Params{
		Action: tea.String(${text(spec.operation)}), Version: tea.String(${text(spec.version)}), Protocol: tea.String("HTTPS"), Method: tea.String(${text(parts.method)}),
		AuthType: tea.String("AK"), Style: tea.String(${text(parts.style)}), Pathname: tea.String(${text(parts.path)}), ReqBodyType: tea.String("json"), BodyType: tea.String("json"),
	}
	request := &openapi.OpenApiRequest{Query: ${goMap(queryOf(parts))}, Headers: ${goMap(parts.headers)}}${parts.body === undefined ? '' : `\n\tvar body interface{}\n\tif err := json.Unmarshal([]byte(${text(parts.body)}), &body); err != nil {\n\t\tpanic(err)\n\t}\n\trequest.Body = body`}
	answer, err := client.CallApi(params, request, &util.RuntimeOptions{})
	if err != nil {
		panic(err)
	}
	out, _ := json.MarshalIndent(answer["body"], "", "  ")
	fmt.Println(string(out)) // ${pageNote}
}
`
}

const javaPuts = (name: string, pairs: readonly [string, string][]): string => pairs.map(([key, value]) => `        ${name}.put(${text(key)}, ${text(value)});\n`).join('')

function java({ spec }: CopiedCall, parts: Parts): Words[] {
  const query = queryOf(parts)
  return pieces`// com.aliyun:tea-openapi
import com.aliyun.teaopenapi.Client;
import com.aliyun.teaopenapi.models.*;
import com.aliyun.teautil.models.RuntimeOptions;
import java.util.*;

public class Call {
    public static void main(String[] args) throws Exception {
        // ${credentialNote(parts)}
        Client client = new Client(new Config()
            .setAccessKeyId(System.getenv("ALIBABA_CLOUD_ACCESS_KEY_ID"))
            .setAccessKeySecret(System.getenv("ALIBABA_CLOUD_ACCESS_KEY_SECRET"))
            .setSecurityToken(System.getenv("ALIBABA_CLOUD_SECURITY_TOKEN"))
            .setEndpoint(${text(parts.host)}));
        Params params = new Params().setAction(${text(spec.operation)}).setVersion(${text(spec.version)}).setProtocol("HTTPS").setMethod(${text(parts.method)})
            .setAuthType("AK").setStyle(${text(parts.style)}).setPathname(${text(parts.path)}).setReqBodyType("json").setBodyType("json");
        Map<String, String> query = new HashMap<>();
${javaPuts('query', query)}        Map<String, String> headers = new HashMap<>();
${javaPuts('headers', parts.headers)}        OpenApiRequest request = new OpenApiRequest().setQuery(query).setHeaders(headers)${parts.body === undefined ? '' : `.setBody(new com.google.gson.Gson().fromJson(${text(parts.body)}, Object.class))`};
        System.out.println(com.aliyun.teautil.Common.toJSONString(client.callApi(params, request, new RuntimeOptions()).get("body"))); // ${pageNote}
    }
}
`
}

/** Whose key the reader needs. */
const credentialNote = ({ role, account }: Parts): Said => (role !== undefined ? say`a session of ${role} (STS AssumeRole)` : account === undefined ? say`the key of the profile` : say`the key of account ${account}`)

function http({ spec }: CopiedCall, parts: Parts): Words[] {
  const action = parts.style === 'RPC' ? [['Action', spec.operation], ['Version', spec.version]] as [string, string][] : []
  const lines = [
    `${parts.method} https://${parts.host}${parts.path}`,
    '',
    ...[...action, ...parts.query].map(([name, value]) => `query   ${name} = ${value}`),
    ...parts.form.map(([name, value]) => `form    ${name} = ${value}`),
    `header  x-acs-action: ${spec.operation}`,
    `header  x-acs-version: ${spec.version}`,
    ...parts.headers.map(([name, value]) => `header  ${name}: ${value}`),
  ]
  return pieces`${lines.join('\n')}\nheader  Authorization: ACS3-HMAC-SHA256 … ${say`(signed by the client)`}\n${parts.body === undefined ? '' : `\n${parts.body}\n`}`
}
