/** What files that hold a call are named, in the folder of saved calls, in dialogs and where the system opens one. */

/** The one that the packages register: what is saved under it opens in Rolecall. */
export const ownExtension = 'rolecall'
/** Call files are YAML, and may be named so. */
export const yamlExtensions = ['yaml', 'yml'] as const
export const callFileExtensions = [ownExtension, ...yamlExtensions] as const

const ending = new RegExp(`\\.(${callFileExtensions.join('|')})$`, 'i')

export const isCallFile = (path: string): boolean => ending.test(path)
/** A file's name or path without that ending. */
export const withoutEnding = (path: string): string => path.replace(ending, '')
/** Characters of the longest ending, with its dot. */
export const longestEnding = 1 + Math.max(...callFileExtensions.map(({ length }) => length))
