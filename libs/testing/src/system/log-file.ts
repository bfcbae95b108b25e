import { closeSync, fstatSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

export interface LogFile {
  write(text: string): void
  close(): void
}

/** Appends to `path`; once it is larger than `limitBytes` it becomes `<path>.1`, over an older one, and a new one begins. */
export const openLogFile = (path: string, limitBytes = 10 * 1024 * 1024): LogFile => {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  let file = openSync(path, 'a', 0o600)
  let sizeBytes = fstatSync(file).size
  return {
    write(text) {
      if (sizeBytes > limitBytes) {
        closeSync(file)
        renameSync(path, `${path}.1`)
        file = openSync(path, 'a', 0o600)
        sizeBytes = 0
      }
      sizeBytes += writeSync(file, text)
    },
    close: () => closeSync(file),
  }
}
