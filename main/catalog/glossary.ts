/** Chinese words for the English words in operation names, so that an operator finds operations in Chinese where no Chinese summary is at hand. It translates names for search only; nothing of it is shown. */
import { singular } from './names'

const glossary: Readonly<Record<string, string>> = {
  access: '访问', account: '账号 成员', accelerate: '加速', acl: '访问控制', address: '地址', alarm: '告警 报警', alert: '告警', attach: '挂载 绑定', attribute: '属性', auto: '自动', backup: '备份', balance: '余额', balancer: '均衡', bandwidth: '带宽',
  bill: '账单', bucket: '存储桶', certificate: '证书', cluster: '集群', command: '命令', config: '配置', contact: '联系人', container: '容器', copy: '复制', cost: '成本', create: '创建 新建', credential: '凭证', database: '数据库', delete: '删除', deployment: '部署',
  describe: '查询 列表', detach: '卸载 解绑', disable: '禁用', disk: '磁盘 云盘', dns: '域名解析', domain: '域名', eip: '弹性公网', enable: '启用 开启', endpoint: '终端节点', entry: '条目', event: '事件', folder: '资源夹', forward: '转发', gateway: '网关', get: '获取 查询',
  group: '组', health: '健康', history: '历史', host: '主机', identity: '身份', image: '镜像', instance: '实例', interface: '接口 网卡', invoke: '调用', ip: '地址', key: '密钥', list: '列出 查询 列表', listener: '监听', load: '负载', log: '日志', member: '成员', metric: '监控 指标',
  modify: '修改', monitor: '监控', name: '名称', nat: '网关', network: '网络', node: '节点', order: '订单', pair: '对', password: '密码', policy: '策略 权限', pool: '池', price: '价格', project: '项目', query: '查询', quota: '配额', reboot: '重启', record: '记录 解析', region: '地域',
  release: '释放', remove: '移除', renew: '续费', resource: '资源', restart: '重启', role: '角色', route: '路由', router: '路由器', rule: '规则', run: '创建 运行', scale: '伸缩', security: '安全', server: '服务器', set: '设置', slow: '慢', snapshot: '快照', sql: '慢日志', start: '启动', status: '状态',
  stop: '停止', store: '库', subscription: '订阅', table: '表', tag: '标签', task: '任务', template: '模板', token: '令牌', trail: '跟踪', type: '类型 规格', untag: '标签', update: '更新 修改', upgrade: '升级', user: '用户', version: '版本', vpc: '专有网络', vpcs: '专有网络', vpn: '专线', vswitch: '交换机',
  vul: '漏洞', zone: '可用区',
}

const translations = new Map<string, string[]>()

function translationsOf(word: string): string[] {
  const known = translations.get(word)
  if (known !== undefined) return known
  const found = (glossary[word] ?? glossary[singular(word)] ?? '').split(' ').filter((text) => text !== '')
  translations.set(word, found)
  return found
}

/** Chinese words for the words of a name: describe, security, groups → 查询安全组 and the other words there are. The first ones are joined, for a search reads pairs of characters. */
export function chineseOf(words: readonly string[]): string {
  let joined = ''
  let others = ''
  for (const word of words) {
    const [first = '', ...more] = translationsOf(word)
    joined += first
    for (const text of more) others += ` ${text}`
  }
  return joined + others
}
