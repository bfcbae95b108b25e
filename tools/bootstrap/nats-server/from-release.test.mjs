import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hasSha256 } from './checksum.mjs'
import { fromRelease, releases } from './from-release.mjs'

describe('the pinned release', () => {
  let folder
  let archive
  let release
  const fetchArchive = async (_url, file) => {
    copyFileSync(archive, file)
    return true
  }
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'synthwright-release-'))
    const name = 'nats-server-v2.99.0-linux-amd64'
    mkdirSync(join(folder, 'made', name), { recursive: true })
    mkdirSync(join(folder, 'work'))
    writeFileSync(join(folder, 'made', name, 'nats-server'), 'a server')
    archive = join(folder, 'release.tar.gz')
    execFileSync('tar', ['-czf', archive, '-C', join(folder, 'made'), name])
    const sha256 = createHash('sha256').update(readFileSync(archive)).digest('hex')
    release = { version: '2.99.0', platform: 'linux-amd64', sha256 }
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  it('is unpacked when its checksum is the pinned one', async () => {
    const urls = []
    const { binary } = await fromRelease(join(folder, 'work'), release, (url, file) => {
      urls.push(url)
      return fetchArchive(url, file)
    })
    expect(readFileSync(binary, 'utf8')).toBe('a server')
    expect(urls).toEqual([
      'https://github.com/nats-io/nats-server/releases/download/v2.99.0/nats-server-v2.99.0-linux-amd64.tar.gz',
    ])
  })

  it('is refused, and not unpacked, when one bit of its checksum is wrong', async () => {
    const tampered = { ...release, sha256: release.sha256.replace(/.$/, (last) => (last === '0' ? '1' : '0')) }
    expect(await fromRelease(join(folder, 'work'), tampered, fetchArchive)).toEqual({
      refused: 'its checksum is wrong',
    })
    expect(existsSync(join(folder, 'work/nats-server-v2.99.0-linux-amd64'))).toBe(false)
  })

  it('is refused when it cannot be downloaded', async () =>
    expect(await fromRelease(join(folder, 'work'), release, async () => false)).toEqual({
      refused: 'cannot be downloaded',
    }))

  it('has a whole SHA-256 for every platform', () => {
    for (const { sha256 } of Object.values(releases)) expect(sha256).toMatch(/^[0-9a-f]{64}$/)
    expect(Object.keys(releases).sort()).toEqual(['darwin-arm64', 'darwin-x64', 'linux-arm64', 'linux-x64'])
  })
})

it('hasSha256 knows the digest of a known text', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'synthwright-digest-'))
  writeFileSync(join(folder, 'abc'), 'abc')
  const known = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
  expect(await hasSha256(join(folder, 'abc'), known)).toBe(true)
  rmSync(folder, { recursive: true })
})
