import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openLogFile } from './log-file.ts'

let folder: string
let path: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'synthwright-log-'))
  path = join(folder, 'logs/graph.log')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

it('goes on where an earlier run ended', () => {
  for (const line of ['one\n', 'two\n']) {
    const log = openLogFile(path)
    log.write(line)
    log.close()
  }
  expect(readFileSync(path, 'utf8')).toBe('one\ntwo\n')
  expect(existsSync(`${path}.1`)).toBe(false)
})

it('keeps one older file when it grows too large', () => {
  const log = openLogFile(path, 8)
  for (const line of ['first of all\n', 'second of all\n', 'third\n']) log.write(line)
  log.close()
  expect(readFileSync(`${path}.1`, 'utf8')).toBe('second of all\n')
  expect(readFileSync(path, 'utf8')).toBe('third\n')
})
