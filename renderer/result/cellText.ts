/** What a cell shows of its text. */

/** Characters; more fits into no cell, and the browser would lay out all of it. */
const longest = 1_000

/** The text, or its beginning and the sign that there is more: the row and the copy have it all. A pair of surrogates is not cut in two. */
export function shownText(text: string | null): string {
  if (text === null || text.length <= longest) return text ?? ''
  const cut = /[\ud800-\udbff]/.test(text.charAt(longest - 1)) ? longest - 1 : longest
  return `${text.slice(0, cut)}…`
}
