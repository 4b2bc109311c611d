/** Documentation that comes from outside: what it becomes, and what it can never become. */
import { createSSRApp, h } from 'vue'
import { renderToString } from 'vue/server-renderer'
import { describe, expect, it } from 'vitest'
import DocText from '../../renderer/kit/DocText.vue'
import { documentationUrl, firstWords, readMarkdown, replacementSentence } from '../../renderer/kit/markdown'

const drawn = (text: string): Promise<string> => renderToString(createSSRApp({ render: () => h(DocText, { text }) }))

describe('documentation', () => {
  it('becomes headings, paragraphs, nested lists, quotes, code and tables', () => {
    const blocks = readMarkdown('## Notes\nFirst line\nof one paragraph.\n\n*   **Running**: `up`\n    * deeper\n1. one\n> Mind this.\n\n```\na < b\n```\n| A | B |\n|---|---|\n| 1 | 2 |')
    expect(blocks.map((block) => block.kind)).toEqual(['heading', 'paragraph', 'item', 'item', 'item', 'quote', 'code', 'table'])
    expect(blocks[2]).toMatchObject({ mark: '•', depth: 0, parts: [{ kind: 'bold', parts: [{ kind: 'text', text: 'Running' }] }, { kind: 'text', text: ': ' }, { kind: 'code', text: 'up' }] })
    expect(blocks[3]).toMatchObject({ depth: 1 })
    expect(blocks[4]).toMatchObject({ mark: '1.' })
    expect(blocks[7]).toMatchObject({ rows: [[[{ text: 'A' }], [{ text: 'B' }]], [[{ text: '1' }], [{ text: '2' }]]] })
  })

  it('counts on where every item of a list is written as the first', () => {
    expect(readMarkdown('1. a\n    * x\n1. b\n1. c').map((block) => (block.kind === 'item' ? block.mark : ''))).toEqual(['1.', '•', '2.', '3.'])
  })

  it('links to pages of the documentation and to nothing else', () => {
    expect(documentationUrl('~~25609~~')).toBe('https://help.aliyun.com/document_detail/25609.html')
    expect(documentationUrl('~~25412#Quota1~~')).toBe('https://help.aliyun.com/document_detail/25412.html#Quota1')
    expect(documentationUrl('http://help.aliyun.com/document_detail/1.html')).toBe('https://help.aliyun.com/document_detail/1.html')
    for (const target of ['javascript:alert(1)', 'https://example.com/', 'https://help.aliyun.com.evil.com/', 'https://a@help.aliyun.com/', 'file:///etc/passwd', '~~DescribeX~~']) expect(documentationUrl(target)).toBeUndefined()
  })

  it('shows a link elsewhere as its text and drops the tags of pages, but not words in angle brackets', () => {
    expect(readMarkdown('[here](https://example.com) <props="china">x</props><br>as <YYYY-MM-DD> &lt;b&gt; \\*')).toEqual([
      { kind: 'paragraph', parts: [{ kind: 'text', text: 'here x' }, { kind: 'break' }, { kind: 'text', text: 'as <YYYY-MM-DD> <b> *' }] },
    ])
  })

  it('can bring no element and no address of its own into the page', async () => {
    const html = await drawn('<script>alert(1)</script><img src=x onerror=alert(1)> <a href="https://example.com">x</a> [y](javascript:alert(1)) <svg/onload=alert(1)>\n\n[z](~~25609~~)')
    expect(html).not.toMatch(/<(script|img|a|svg)\b|href|src=/)
    expect(html).toContain('role="link"')
    expect(html).toContain('&lt;svg/onload=alert(1)&gt;')
  })

  it.each([['['.repeat(30_000)], ['**'.repeat(15_000)], ['`'.repeat(30_001)], ['<a '.repeat(10_000)], ['~~1'.repeat(10_000)], ['* '.repeat(15_000)], ['|'.repeat(30_000)]])('is read to its end whatever it holds', (text) => {
    expect(readMarkdown(text).length).toBeGreaterThanOrEqual(0)
  })

  it('gives its first words for a list, and the sentence that names a replacement', () => {
    expect(firstWords('The **status** of the [instance](~~1~~).\nMore.')).toBe('The status of the instance.')
    expect(replacementSentence('The old one. Use `CidrBlock` instead. More.')).toBe('Use CidrBlock instead.')
    expect(replacementSentence('该参数已弃用。建议使用 NewName。')).toBe('建议使用 NewName。')
  })
})
