/** The launchers of the command line, as they lie in a package, in front of a program that says how it was started. */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { commandLineWords } from '../../../../main/cli/words'
import { root } from '../../../../main/host/root'

const launchers = join(root, 'main', 'host', 'dist', 'bin')
const place = mkdtempSync(join(tmpdir(), 'rolecall-launcher-'))
afterAll(() => rmSync(place, { recursive: true, force: true }))

/** A package with a launcher and a program; answers with the launcher's path. */
function install(name: string, resources: string, program: string): string {
  const launcher = join(place, name, resources, 'bin', 'rolecall')
  mkdirSync(dirname(launcher), { recursive: true })
  cpSync(join(launchers, 'rolecall'), launcher)
  const file = join(place, name, program)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, '#!/bin/sh\nprintf "%s\\n" "$0" "$@"\ncat\nexit 3\n', { mode: 0o755 })
  return launcher
}
function start(launcher: string, words: string[]): { status: number | null; argv: string[] } {
  const { status, stdout } = spawnSync(launcher, words, { input: 'from standard input', encoding: 'utf8' })
  expect(stdout).toMatch(/\nfrom standard input$/)
  return { status, argv: stdout.split('\n').slice(0, -1) }
}
const words = ['run', 'a file.yaml', '--set', 'Name=$HOME "x"', '--', '']

describe.skipIf(process.platform === 'win32')('the launcher for Linux and macOS', () => {
  it('starts the program beside its resources as a command line, word by word, and keeps input and status', () => {
    const { status, argv } = start(install('my app', 'resources', 'rolecall'), words)
    expect(status).toBe(3)
    expect(argv[0]).toMatch(/\/my app\/rolecall$/)
    expect(argv[1]).toBe('--ozone-platform=headless')
    expect(commandLineWords(argv, true)).toEqual(words)
  })

  it('does so inside a bundle of macOS', () => {
    const { argv } = start(install('Rolecall.app', 'Contents/Resources', 'Contents/MacOS/Rolecall'), words)
    expect(argv[0]).toMatch(/\/Contents\/MacOS\/Rolecall$/)
    expect(commandLineWords(argv, true)).toEqual(words)
  })

  it('finds the program through links, absolute and relative, from any folder', () => {
    const launcher = install('linked', 'resources', 'rolecall')
    const bin = join(place, 'usr', 'bin')
    mkdirSync(bin, { recursive: true })
    symlinkSync(launcher, join(bin, 'first'))
    symlinkSync('first', join(bin, 'rolecall'))
    expect(start(join(bin, 'rolecall'), ['--help']).argv[0]).toMatch(/\/linked\/rolecall$/)
  })
})

it('has its like for Windows, with the line ends that its shell reads', () => {
  const text = readFileSync(join(launchers, 'rolecall.cmd'), 'utf8')
  expect(text).toContain('"%~dp0..\\..\\Rolecall.exe" --cli -- %*\r\n')
  expect(text.replaceAll('\r\n', '')).not.toContain('\n')
  expect(text).toMatch(/exit \/b %ERRORLEVEL%\r\n$/)
})
