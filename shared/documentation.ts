/** The only addresses outside this machine that the window may open in a browser. */

/** Where Alibaba Cloud's documentation lies. */
export const documentationHosts: ReadonlySet<string> = new Set(['api.aliyun.com', 'api.alibabacloud.com', 'help.aliyun.com', 'www.alibabacloud.com', 'next.api.aliyun.com'])

/** The RAM console, to which the window leads an operator who must create or attach something there. A link inside documentation may not lead here. */
export const consoleHosts: ReadonlySet<string> = new Set(['ram.console.alibabacloud.com', 'ram.console.aliyun.com'])
