/** The editor of SQL: CodeMirror under the nonce of the page, with the columns of the result to complete. It knows no store. */
import { acceptCompletion, autocompletion, closeBrackets } from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { PostgreSQL, sql } from '@codemirror/lang-sql'
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import { tags } from '@lezer/highlight'
import { Compartment, EditorState, Prec } from '@codemirror/state'
import { EditorView, keymap, placeholder } from '@codemirror/view'
import type { SqlName } from '../../shared/derived'
import { styleNonce } from './grid'

export interface SqlEditor {
  setText(text: string): void
  setNames(names: readonly SqlName[]): void
  focus(): void
  destroy(): void
}

export interface SqlEditorParts {
  host: HTMLElement
  text: string
  names: readonly SqlName[]
  label: string
  hint: string
  onChange: (text: string) => void
  /** Ctrl or ⌘ with Enter. */
  onRun: () => void
}

const look = EditorView.theme({
  '&': { fontSize: '12px', color: 'var(--text)', backgroundColor: 'var(--surface)', height: '100%' },
  '&.cm-focused': { outline: '2px solid var(--focus)', outlineOffset: '-2px' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '1.6' },
  '.cm-content': { caretColor: 'var(--text)', padding: '8px 0' },
  '.cm-line': { padding: '0 12px' },
  '.cm-cursor': { borderLeftColor: 'var(--text)' },
  '&.cm-focused .cm-selectionBackground, .cm-selectionBackground': { backgroundColor: 'var(--selected)' },
  '.cm-placeholder': { color: 'var(--muted)' },
  '.cm-tooltip': { border: '1px solid var(--line)', borderRadius: '8px', backgroundColor: 'var(--raised)', color: 'var(--text)', boxShadow: 'var(--shadow)' },
  '.cm-tooltip-autocomplete ul li[aria-selected]': { backgroundColor: 'var(--accent)', color: 'var(--on-accent)' },
  '.cm-completionDetail': { color: 'inherit', opacity: '0.75', fontStyle: 'normal' },
})

const colours = HighlightStyle.define([
  { tag: tags.keyword, color: 'color-mix(in srgb, var(--accent) 60%, var(--text))', fontWeight: '600' },
  { tag: tags.string, color: 'var(--ok)' },
  { tag: tags.number, color: 'var(--warn)' },
  { tag: tags.comment, color: 'var(--muted)', fontStyle: 'italic' },
])

function languageOf(names: readonly SqlName[]) {
  const columns = names.filter(({ kind }) => kind === 'column').map(({ name, type, path }) => ({ label: name, type: 'property', detail: type, boost: 50, ...(path === undefined || path === name ? {} : { info: path }) }))
  const functions = names.filter(({ kind }) => kind === 'macro').map(({ name, type }) => ({ label: name, type: 'function', detail: type }))
  const language = sql({ dialect: PostgreSQL, schema: { rows: columns }, defaultTable: 'rows', upperCaseKeywords: true })
  return [language, PostgreSQL.language.data.of({ autocomplete: functions })]
}

export function createSqlEditor({ host, text, names, label, hint, onChange, onRun }: SqlEditorParts): SqlEditor {
  const language = new Compartment()
  const view = new EditorView({
    parent: host,
    state: EditorState.create({
      doc: text,
      extensions: [
        EditorView.cspNonce.of(styleNonce()),
        Prec.highest(keymap.of([{ key: 'Mod-Enter', run: () => (onRun(), true) }, { key: 'Tab', run: acceptCompletion }])),
        history(),
        keymap.of([...defaultKeymap, ...historyKeymap]),
        closeBrackets(),
        autocompletion({ icons: false }),
        language.of(languageOf(names)),
        syntaxHighlighting(colours),
        placeholder(hint),
        look,
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'false' }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) onChange(update.state.doc.toString())
        }),
      ],
    }),
  })
  return {
    setText(next) {
      if (next !== view.state.doc.toString()) view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: next } })
    },
    setNames: (next) => view.dispatch({ effects: language.reconfigure(languageOf(next)) }),
    focus: () => view.focus(),
    destroy: () => view.destroy(),
  }
}
