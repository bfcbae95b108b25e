/** What this process writes to standard output from now on, instead of writing it, until `restore`. */
export const captureOutput = (): { lines(): string[]; restore(): void } => {
  const { stdout } = process
  const write = stdout.write
  let text = ''
  stdout.write = (chunk: string | Uint8Array) => {
    text += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8')
    return true
  }
  return {
    lines: () => text.split('\n').filter((line) => line !== ''),
    restore: () => void (stdout.write = write),
  }
}
