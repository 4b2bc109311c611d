/** A call in the words of other tools, for the clipboard. */
export const copyFormats = ['rolecall', 'aliyun', 'typescript', 'python', 'go', 'java', 'http'] as const
export type CopyAsFormat = (typeof copyFormats)[number]
