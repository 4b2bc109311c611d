/** The words of the boxes that stand in for the system's dialogs, in the language of the page under them. */

export interface DialogWords {
  saveAs: string
  save: string
  cancel: string
  file: string
  folder: string
  choose: string
  chooseFolder: string
  replace: string
  nameFile: string
  noFolder: (path: string) => string
  isThere: (name: string) => string
}

const english: DialogWords = {
  saveAs: 'Save as',
  save: 'Save',
  cancel: 'Cancel',
  file: 'File',
  folder: 'Folder',
  choose: 'Choose',
  chooseFolder: 'Choose a folder',
  replace: 'Replace',
  nameFile: 'Name a file.',
  noFolder: (path) => `The folder ${path} does not exist.`,
  isThere: (name) => `${name} exists already. Replace it?`,
}

const chinese: DialogWords = {
  saveAs: '另存为',
  save: '保存',
  cancel: '取消',
  file: '文件',
  folder: '文件夹',
  choose: '选择',
  chooseFolder: '选择文件夹',
  replace: '替换',
  nameFile: '请填写文件名。',
  noFolder: (path) => `文件夹 ${path} 不存在。`,
  isThere: (name) => `${name} 已存在。是否替换？`,
}

/** `language`: what the page says in its `lang`, such as `zh-CN`. */
export const dialogWords = (language: string): DialogWords => (/^zh\b/i.test(language) ? chinese : english)
