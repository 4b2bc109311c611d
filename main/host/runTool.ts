/** Runs a program to its end within a time limit. It reads no output but what it hands back. */
import { spawn } from 'node:child_process'

export interface ToolRun {
  /** Undefined where the program could not be started or was stopped by the time limit. */
  code: number | undefined
  /** Standard output and error as they came. */
  output: string
  elapsedMs: number
}

export interface ToolOptions {
  timeoutMs: number
  cwd?: string
  env?: NodeJS.ProcessEnv
  /** Also shows the output while it comes. */
  isShown?: boolean
  /** Seconds-old output lines of interest, as they come. */
  onText?: (text: string) => void
}

/** Never rejects: a program that is missing is a run without a code. */
export function runTool(program: string, args: readonly string[], options: ToolOptions): Promise<ToolRun> {
  const { timeoutMs, cwd, env, isShown = false, onText } = options
  const began = performance.now()
  return new Promise((resolve) => {
    let output = ''
    const take = (text: string): void => {
      output += text
      onText?.(text)
      if (isShown) process.stdout.write(text)
    }
    const child = spawn(program, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      // npm and its tools are command scripts on Windows.
      shell: process.platform === 'win32',
      ...(cwd === undefined ? {} : { cwd }),
      ...(env === undefined ? {} : { env }),
    })
    let isStopped = false
    const timer = setTimeout(() => {
      isStopped = true
      child.kill('SIGKILL')
    }, timeoutMs)
    const finish = (code: number | null): void => {
      clearTimeout(timer)
      if (isStopped) take(`\n${program} was stopped after ${Math.round(timeoutMs / 1000)} s.\n`)
      resolve({ code: isStopped || code === null ? undefined : code, output, elapsedMs: performance.now() - began })
    }
    child.stdout.setEncoding('utf8').on('data', take)
    child.stderr.setEncoding('utf8').on('data', take)
    child.on('error', (error) => {
      output += `${error.message}\n`
      finish(null)
    })
    child.on('close', finish)
  })
}

/** `3.2 s` */
export const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s`
export const say = (line: string): void => void process.stdout.write(`${line}\n`)
