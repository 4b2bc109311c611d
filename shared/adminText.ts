/** What an operator hands to an administrator who may change RAM where the operator may not: which role, which trust policy, which policy, in which accounts. Pure text; it names no secret. */
import type { AccountPermission, Grant, PermissionCause, Remedy } from './preflight'
import type { Words } from './words'

export type AdminLanguage = 'en' | 'zh'

/** Pages of the RAM console, which open in whatever account the browser is signed in to. */
export const ramConsole = (roleName: string | undefined, language: AdminLanguage): string =>
  `https://ram.console.${language === 'zh' ? 'aliyun.com' : 'alibabacloud.com'}/roles${roleName === undefined ? '' : `/${roleName}`}`

const words = {
  en: {
    lead: (operation: string, role: string) => `${operation} is to run as the RAM role ${role}. What is missing, account by account:`,
    create: (role: string) => `Create the role ${role} with the trust policy below and attach the policy below, in:`,
    attach: (role: string) => `Attach the policy below to the role ${role}, in:`,
    trust: (role: string, account: string) => `Let the trust policy of the role ${role} name acs:ram::${account}:root, in:`,
    deny: 'Change the statement that denies it; another Allow does not help, in:',
    caller: (account: string) => `Attach the system policy AliyunSTSAssumeRoleAccess to the identity that calls, in account ${account}.`,
    control: 'Change the control policy of the resource directory that forbids it for:',
    look: 'It could not be found out what is missing in:',
    trustPolicy: 'Trust policy of a new role:',
    custom: (name: string) => `Policy to create (custom policy ${name}) and attach:`,
    system: (name: string) => `Policy to attach: system policy ${name}.`,
    console: (address: string) => `RAM console, signed in to the account in question: ${address}`,
  },
  zh: {
    lead: (operation: string, role: string) => `需要以 RAM 角色 ${role} 调用 ${operation}。各账号缺少的内容如下：`,
    create: (role: string) => `使用下面的信任策略创建角色 ${role}，并附加下面的权限策略，账号：`,
    attach: (role: string) => `为角色 ${role} 附加下面的权限策略，账号：`,
    trust: (role: string, account: string) => `在角色 ${role} 的信任策略中加入 acs:ram::${account}:root，账号：`,
    deny: '修改拒绝该操作的语句（再加 Allow 无效），账号：',
    caller: (account: string) => `在账号 ${account} 中为调用者附加系统策略 AliyunSTSAssumeRoleAccess。`,
    control: '修改资源目录中禁止该操作的管控策略，涉及账号：',
    look: '以下账号缺少什么无法查明：',
    trustPolicy: '新角色的信任策略：',
    custom: (name: string) => `需要创建并附加的权限策略（自定义策略 ${name}）：`,
    system: (name: string) => `需要附加的权限策略：系统策略 ${name}。`,
    console: (address: string) => `RAM 控制台（登录到相应账号）：${address}`,
  },
} as const

/** Empty where nothing is missing. `operation`: such as `Ecs DescribeInstances`. `told`: reads a sentence in that language. */
export function adminText(remedy: Remedy, operation: string, accounts: readonly AccountPermission[], grant: Grant, language: AdminLanguage, told: (words: Words) => string): string {
  const { roleName, callerAccountId, trustPolicy, custom, system, usual } = remedy
  const say = words[language]
  const named = accounts.filter(({ roleArn }) => roleArn !== undefined)
  /** Of a service's role it is known only through another role whether something is missing. */
  const causeOf = ({ cause, verdict }: AccountPermission): PermissionCause => (cause !== 'serviceOnly' ? cause : verdict === 'denied' ? 'missing' : verdict === 'unknown' ? 'notReadable' : 'allowed')
  const list = (causes: readonly PermissionCause[], isToSay = false): string[] =>
    named.filter((account) => causes.includes(causeOf(account))).map(({ accountId, accountName, says }) => `  - ${accountName === undefined ? accountId : `${accountName} (${accountId})`}${isToSay ? `: ${told(says)}` : ''}`)
  const part = (head: string, lines: readonly string[]): string[] => (lines.length === 0 ? [] : [head, ...lines, ''])
  const missing = list(['noRole'])
  const lacking = list(['missing'])
  const parts = [
    ...part(say.create(roleName), missing),
    ...part(say.attach(roleName), lacking),
    ...part(say.trust(roleName, callerAccountId), list(['noTrust', 'noTrustOrNotAllowed'])),
    ...part(say.deny, list(['explicitDeny'], true)),
    ...(list(['callerNotAllowed', 'noTrustOrNotAllowed']).length === 0 ? [] : [say.caller(callerAccountId), '']),
    ...part(say.control, list(['controlPolicy'])),
    ...part(say.look, list(['condition', 'notReadable', 'disabledAccount', 'throttled', 'failed', 'cancelled'], true)),
  ]
  if (parts.length === 0) return ''
  const attached = grant === 'system' ? system : grant === 'usual' ? usual : undefined
  const policy = attached === undefined ? [say.custom(custom.name), indented(custom.document), ''] : [say.system(attached), '']
  return [
    say.lead(operation, roleName),
    '',
    ...parts,
    ...(missing.length === 0 ? [] : [say.trustPolicy, indented(trustPolicy), '']),
    ...(missing.length + lacking.length === 0 ? [] : policy),
    say.console(ramConsole(missing.length > 0 ? undefined : roleName, language)),
    '',
  ].join('\n')
}

const indented = (json: string): string => JSON.stringify(JSON.parse(json), null, 2)
