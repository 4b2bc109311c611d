/** A file's content as the text a parameter can hold. It refuses what is too large, and never reads a path. */

/** Bytes; a request beyond this is no longer a form. */
export const largestFile = 5_000_000
export type FileForm = 'text' | 'base64'

/** The content as text, or undefined where it is not valid UTF-8. */
export function plainText(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}

export function base64Text(bytes: Uint8Array): string {
  const step = 0x8000
  let binary = ''
  for (let at = 0; at < bytes.length; at += step) binary += String.fromCharCode(...bytes.subarray(at, at + step))
  return btoa(binary)
}
