/** The page at which a person enters the code of a sign-in. It loads nothing and runs no script. */

const escape = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

const page = (body: string): string => `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Practice sign-in</title></head><body><h1>Practice sign-in</h1>${body}</body></html>`

/** Asks for the code, filled in where the address carries it. */
export const askingPage = (userCode: string): string =>
  page(`<form method="post"><p><label>Code <input name="user_code" value="${escape(userCode)}" required></label></p><button name="answer" value="allow">Allow</button> <button name="answer" value="refuse">Refuse</button></form>`)

export const endPage = (words: string): string => page(`<p>${escape(words)}</p>`)
