import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { runCommand } from '../run-command.mjs'
import { hasSha256 } from './checksum.mjs'

/** Official releases, each pinned by the SHA-256 of its archive. */
export const releases = {
  'linux-x64': {
    version: '2.10.29',
    platform: 'linux-amd64',
    sha256: 'e314da74a83a1d3876db8814c27eb990fe729640fd6452025b441bcede8390da',
  },
  'linux-arm64': {
    version: '2.10.29',
    platform: 'linux-arm64',
    sha256: 'da4b27942ecfb4c5f0c54553d2e7f470ddda9d7581cfe8131b351a0e223ed401',
  },
  'darwin-arm64': {
    version: '2.10.10',
    platform: 'darwin-arm64',
    sha256: '8af6cbd8f3f21bcec164d17bc879d3e7807cd98e1c7839ac668986a71c4e52c6',
  },
  'darwin-x64': {
    version: '2.10.10',
    platform: 'darwin-amd64',
    sha256: '5b6bfed8f75ecb2f6465b87334f4e757a66c32b6c5f802e964a080a3716ffffb',
  },
}

// curl knows the proxy settings of the system; Node's own fetch does not.
const download = async (url, file) => {
  const byCurl = await runCommand('curl', ['-fsSL', '--retry', '2', '--max-time', '300', '-o', file, url])
  if (byCurl.code !== 127) return byCurl.ok
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(300_000) })
    if (!response.ok || !response.body) return false
    await pipeline(Readable.fromWeb(response.body), createWriteStream(file))
    return true
  } catch {
    return false
  }
}

/**
 * Unpacks the pinned official release.
 * @param {string} folder an empty working folder
 * @returns {Promise<{ binary: string } | { refused: string }>}
 */
export const fromRelease = async (
  folder,
  release = releases[`${process.platform}-${process.arch}`],
  fetchTo = download,
) => {
  if (!release) return { refused: `none for ${process.platform}-${process.arch}` }
  const name = `nats-server-v${release.version}-${release.platform}`
  const archive = join(folder, 'release.tar.gz')
  const url = `https://github.com/nats-io/nats-server/releases/download/v${release.version}/${name}.tar.gz`
  if (!(await fetchTo(url, archive))) return { refused: 'cannot be downloaded' }
  if (!(await hasSha256(archive, release.sha256))) return { refused: 'its checksum is wrong' }
  const unpacked = await runCommand('tar', ['-xzf', archive, '-C', folder])
  return unpacked.ok ? { binary: join(folder, name, 'nats-server') } : { refused: 'it cannot be unpacked' }
}
