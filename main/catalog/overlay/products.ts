/** Products as Alibaba Cloud spells them: wire code, names in both languages, category. It lists what the embedded catalogue and the overlay hold, and knows no operation. */
import type { Text } from '../../../shared/catalog'

export interface ProductNames {
  code: string
  names: Required<Text>
  category: string
}

/** Codes and names as `products.json` of the metadata service publishes them. */
const productNames: readonly ProductNames[] = [
  { code: 'Actiontrail', names: { en: 'ActionTrail', zh: '操作审计' }, category: 'Management' },
  { code: 'Alb', names: { en: 'Application Load Balancer', zh: '应用型负载均衡' }, category: 'Networking' },
  { code: 'Alidns', names: { en: 'Cloud DNS', zh: '云解析' }, category: 'Domain names' },
  { code: 'BssOpenApi', names: { en: 'Billing', zh: '费用与账单' }, category: 'Billing' },
  { code: 'CS', names: { en: 'Container Service for Kubernetes', zh: '容器服务 Kubernetes 版' }, category: 'Containers' },
  { code: 'Cms', names: { en: 'Cloud Monitor', zh: '云监控' }, category: 'Management' },
  { code: 'Ecs', names: { en: 'Elastic Compute Service', zh: '云服务器 ECS' }, category: 'Computing' },
  { code: 'Eiam-developerapi', names: { en: 'IDaaS developer API', zh: '云身份服务开发者接口' }, category: 'Security' },
  { code: 'FC', names: { en: 'Function Compute 3.0', zh: '函数计算 3.0' }, category: 'Computing' },
  { code: 'Ims', names: { en: 'RAM identity management', zh: '访问控制身份管理' }, category: 'Management' },
  { code: 'NAS', names: { en: 'File Storage NAS', zh: '文件存储（NAS/CPFS）' }, category: 'Storage' },
  { code: 'R-kvstore', names: { en: 'Tair (Redis-compatible)', zh: '云数据库 Tair（兼容 Redis）' }, category: 'Databases' },
  { code: 'Ram', names: { en: 'Resource Access Management', zh: '访问控制' }, category: 'Management' },
  { code: 'Rds', names: { en: 'ApsaraDB RDS', zh: '云数据库 RDS' }, category: 'Databases' },
  { code: 'ResourceManager', names: { en: 'Resource Management', zh: '资源管理' }, category: 'Management' },
  { code: 'Sas', names: { en: 'Security Center', zh: '云安全中心' }, category: 'Security' },
  { code: 'Sls', names: { en: 'Simple Log Service', zh: '日志服务' }, category: 'Storage' },
  { code: 'Sts', names: { en: 'Security Token Service', zh: '安全令牌' }, category: 'Management' },
  { code: 'Tag', names: { en: 'Tag', zh: '标签' }, category: 'Management' },
  { code: 'Vpc', names: { en: 'Virtual Private Cloud', zh: '专有网络' }, category: 'Networking' },
]

const byCode = new Map(productNames.map((product) => [product.code.toLowerCase(), product]))

/** Names of a product, in any letter case of its code. */
export const namesOf = (code: string): ProductNames | undefined => byCode.get(code.toLowerCase())

/** The wire's spelling of a product code; the text itself where it is not known. */
export const codeOf = (product: string): string => namesOf(product)?.code ?? product
