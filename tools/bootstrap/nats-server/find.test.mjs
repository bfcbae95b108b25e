import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findServer, usableVersion } from './find.mjs'

it.each([
  ['nats-server: v2.9.10', '2.9.10'],
  ['nats-server: v2.12.4', '2.12.4'],
  ['nats-server: v3.0.0', '3.0.0'],
  ['nats-server: v2.8.4', undefined],
  ['command not found', undefined],
])('usableVersion of «%s» is %s', (printed, version) => expect(usableVersion(printed)).toBe(version))

describe('findServer', () => {
  let folder
  const place = (name, version) => {
    const path = join(folder, name)
    writeFileSync(path, `#!/bin/sh\necho 'nats-server: v${version}'\n`)
    chmodSync(path, 0o755)
    return path
  }
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'synthwright-find-'))))
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  it('takes the one that NATS_SERVER names before the one on PATH', async () => {
    const named = place('mine', '2.10.1')
    place('nats-server', '2.11.0')
    expect(await findServer({ NATS_SERVER: named, PATH: folder })).toEqual({ path: named, version: '2.10.1' })
  })

  it('refuses a NATS_SERVER that is too old rather than passing over it', async () => {
    const named = place('mine', '2.8.0')
    await expect(findServer({ NATS_SERVER: named, PATH: folder })).rejects.toThrow('NATS_SERVER does not name')
  })

  it('takes the one on PATH', async () => {
    const path = place('nats-server', '2.11.0')
    expect(await findServer({ PATH: `/nowhere:${folder}` })).toEqual({ path, version: '2.11.0' })
  })
})
