/** Where Alibaba Cloud's documentation lies: the only addresses outside this machine that the window may open in a browser. */
export const documentationHosts: ReadonlySet<string> = new Set(['api.aliyun.com', 'api.alibabacloud.com', 'help.aliyun.com', 'www.alibabacloud.com', 'next.api.aliyun.com'])
