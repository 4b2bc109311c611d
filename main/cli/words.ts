/** Tells whether the words an application was started with are a command line. Only their place decides, so that a link or a file that is opened never is one. */

/** Every first word that the program answers; a test holds it against the program. */
export const firstWords: readonly string[] = [
  'run', 'resume', 'retry', 'profile', 'members', 'catalog', 'results', 'export', 'prune', 'history', 'query', 'compare', 'audit', 'reach', 'preflight', 'practice', 'settings',
  'help', '--help', '-h', '--version', '-V',
]

/** The explicit marker. What follows it, after `--` where Chromium is to read nothing more, is the command line, whatever it is. */
export const commandLineMarker = '--cli'

/** Shows nothing, so that no display is needed; only on Linux. */
export const headlessSwitch = '--ozone-platform=headless'

/** What a launcher, AppImage's own start and root put in front of the words; nothing here adds them. */
const known: readonly string[] = [headlessSwitch, '--no-sandbox']

/** The switches of Chromium that stand before all other words. */
export function switchesInFront(words: readonly string[]): string[] {
  const end = words.findIndex((word) => !known.includes(word))
  return words.slice(0, end < 0 ? words.length : end)
}

/**
 * `argv` as `process.argv`; unpackaged, its second word names the application. Answers with the words of the command line, undefined where the window is meant.
 *
 * A system hands over what is to be opened as an absolute path or a whole link, which is neither the marker nor a command; and what a link smuggles in behind itself does not stand first.
 */
export function commandLineWords(argv: readonly string[], isPackaged: boolean): string[] | undefined {
  const words = argv.slice(isPackaged ? 1 : 2)
  const [first = '', ...rest] = words.slice(switchesInFront(words).length)
  if (first === commandLineMarker) return rest[0] === '--' ? rest.slice(1) : rest
  return firstWords.includes(first) ? [first, ...rest] : undefined
}
