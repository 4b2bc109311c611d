/** Where products are reached when neither metadata nor an SDK package says so: host names that differ from the product code, and published tables of the products the overlay describes. */
import type { EndpointFacts } from '../endpoints'
import { publicRegions } from './regions'

/** Product code → name in its hosts. Source: published endpoints of the metadata service. */
export const hostNames: Readonly<Record<string, string>> = {
  bssopenapi: 'business',
  cms: 'metrics',
  dds: 'mongodb',
  sas: 'tds',
  schedulerx2: 'schedulerx',
  'waf-openapi': 'wafopenapi',
}

export interface HostPattern {
  public: string
  vpc?: string
  /** Regions whose public host is another. */
  except?: Readonly<Record<string, string>>
}

/** Hosts that follow a pattern of their own; `[region]` stands for the region ID. Source: the official gateway clients of Sls and Oss; the published endpoints of FC, whose package names none. */
export const hostPatterns: Readonly<Record<string, HostPattern>> = {
  fc: { public: 'fcv3.[region].aliyuncs.com', except: { 'me-central-1': 'me-central-1.fc.aliyuncs.com' } },
  sls: { public: '[region].log.aliyuncs.com', vpc: '[region]-intranet.log.aliyuncs.com' },
  oss: { public: 'oss-[region].aliyuncs.com', vpc: 'oss-[region]-internal.aliyuncs.com' },
}

const actiontrailRegions = `ap-northeast-1 ap-northeast-2 ap-southeast-1 ap-southeast-3 ap-southeast-5 ap-southeast-7 cn-beijing cn-chengdu cn-guangzhou cn-hangzhou cn-heyuan cn-hongkong cn-huhehaote cn-nanjing
  cn-qingdao cn-shanghai cn-shenzhen cn-wulanchabu cn-zhangjiakou us-west-1 us-east-1 na-south-1 eu-west-1 eu-central-1 me-east-1 cn-shanghai-finance-1`.split(/\s+/)

/** Security Center answers for all of mainland China and Hong Kong in Shanghai, and for every other region in Singapore. */
const sasHost = (regionId: string): string => `tds.${regionId.startsWith('cn-') ? 'cn-shanghai' : 'ap-southeast-1'}.aliyuncs.com`
const notInSas = new Set(['cn-zhongwei', 'na-south-1'])

const eiamRegions = ['cn-hangzhou', 'cn-hongkong', 'ap-northeast-2', 'ap-southeast-1', 'ap-southeast-5', 'eu-central-1']

/** Published endpoints by product code in lower case. */
export const overlayEndpoints: Readonly<Record<string, EndpointFacts>> = {
  actiontrail: {
    published: Object.fromEntries(actiontrailRegions.map((regionId) => [regionId, { public: `actiontrail.${regionId}.aliyuncs.com`, vpc: `actiontrail-vpc.${regionId}.aliyuncs.com` }])),
  },
  sas: { published: Object.fromEntries(publicRegions.filter(({ regionId }) => !notInSas.has(regionId)).map(({ regionId }) => [regionId, { public: sasHost(regionId) }])) },
  // Its VPC hosts cannot be derived from the region.
  'eiam-developerapi': { published: Object.fromEntries(eiamRegions.map((regionId) => [regionId, { public: `eiam-developerapi.${regionId}.aliyuncs.com` }])) },
}
