import { spawn } from 'node:child_process'

/**
 * Runs a program to its end and hands back what it printed; it does not outlive this process. A program that cannot be
 * started ends with code 127.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, timeoutMs?: number }} [options]
 * @returns {Promise<{ ok: boolean, code: number, stdout: string, stderr: string }>}
 */
export const runCommand = (command, args, { cwd, env, timeoutMs } = {}) =>
  new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, timeout: timeoutMs, stdio: ['ignore', 'pipe', 'pipe'] })
    // Nothing gentler: npm goes on writing for seconds after SIGTERM, into what the next run wants to replace.
    const stop = () => child.kill('SIGKILL')
    const end = (result) => {
      process.removeListener('exit', stop)
      resolve(result)
    }
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (chunk) => (stdout += chunk))
    child.stderr.setEncoding('utf8').on('data', (chunk) => (stderr += chunk))
    child.once('error', (error) => end({ ok: false, code: 127, stdout, stderr: error.message }))
    child.once('close', (code) => end({ ok: code === 0, code: code ?? 1, stdout, stderr }))
    process.once('exit', stop)
  })
