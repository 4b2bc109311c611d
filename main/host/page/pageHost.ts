/** What the host calls by name in the preload's world, and with what; shared by both sides, it runs in neither. */

export interface BoxOptions {
  title: string
  message: string
  detail?: string
  buttons: string[]
  /** Positions in `buttons`. */
  defaultId: number
  cancelId: number
  /** Where given, a text field with this content and label. */
  field?: { label: string; value: string }
}

export interface BoxAnswer {
  response: number
  value: string
}

/** Takes an answer or a push; `text` is in the codec's form. */
export type Receive = (kind: 'answer' | 'failure' | 'push', id: number, channel: string, text: string) => void

export interface PageHost {
  receive: Receive
  showBox(options: BoxOptions): Promise<BoxAnswer>
  /** Opens the system's file chooser; its answer holds the chosen files, null where it was cancelled. */
  chooseFiles(many: boolean): Promise<object[] | null>
  copyText(text: string): boolean
  /** Of the page, as its `lang` says it: `zh-CN`. */
  language(): string
}
