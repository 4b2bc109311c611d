/** Reads the documentation comments of SDK sources: summary, remarks, example, deprecation. It keeps Markdown as written and renders nothing. */
import type ts from 'typescript'

export interface Comment {
  summary?: string
  remarks?: string
  example?: string
  /** The text after `@deprecated`; empty where there is none. */
  deprecated?: string
  /** The comment says that the parameter is required. */
  isRequired: boolean
}

const requiredLine = /^This parameter is required\.?$/m
const tag = /^@(remarks|example|deprecated|param|returns?|throws)\b ?(.*)$/

/** The comment right before a node, parsed; empty where there is none. */
export function readComment(source: ts.SourceFile, node: ts.Node): Comment {
  const leading = source.text.slice(node.pos, node.getStart(source, false))
  const start = leading.lastIndexOf('/**')
  if (start < 0) return { isRequired: false }
  return parseComment(leading.slice(start, leading.indexOf('*/', start)))
}

export function parseComment(raw: string): Comment {
  const sections = new Map<string, string[]>([['summary', []]])
  let lines = sections.get('summary') as string[]
  for (const line of raw.slice(3).split('\n').map((text) => text.replace(/^\s*\* ?/, ''))) {
    const [, name, rest] = tag.exec(line) ?? []
    if (name === undefined) lines.push(line)
    else {
      lines = rest === '' || rest === undefined ? [] : [rest]
      if (!sections.has(name)) sections.set(name, lines)
    }
  }
  // The SDK's generator doubles every backslash.
  const text = (name: string): string => (sections.get(name) ?? []).join('\n').replaceAll('\\\\', '\\').trim()
  const remarks = text('remarks')
  const documentation = remarks.replace(requiredLine, '').replace(/\n{3,}/g, '\n\n').trim()
  return {
    isRequired: requiredLine.test(remarks),
    ...(text('summary') === '' ? {} : { summary: text('summary') }),
    ...(documentation === '' ? {} : { remarks: documentation }),
    ...(text('example') === '' ? {} : { example: text('example') }),
    ...(sections.has('deprecated') ? { deprecated: text('deprecated') } : {}),
  }
}
