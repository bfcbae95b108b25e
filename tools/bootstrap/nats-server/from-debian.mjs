import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { runCommand } from '../run-command.mjs'

const reason = ({ stderr }) =>
  stderr
    .trim()
    .split('\n')
    .findLast?.((line) => line.startsWith('E:')) ?? 'apt-get failed'

/**
 * Unpacks Debian's package. Lists and cache of its own let it work without root, and on an image whose lists were
 * removed; nothing of the system changes.
 * @param {string} folder an empty working folder
 * @returns {Promise<{ binary: string } | { refused: string }>}
 */
export const fromDebian = async (folder) => {
  if (process.platform !== 'linux') return { refused: 'not a Debian system' }
  if (!(await runCommand('dpkg-deb', ['--version'])).ok) return { refused: 'not a Debian system' }

  const own = ['-o', `Dir::State::Lists=${join(folder, 'lists')}`, '-o', `Dir::Cache=${join(folder, 'cache')}`]
  for (const needed of ['lists/partial', 'cache/archives/partial', 'package'])
    mkdirSync(join(folder, needed), { recursive: true })
  const download = (options) =>
    runCommand('apt-get', [...options, '-q', 'download', 'nats-server'], { cwd: join(folder, 'package') })

  let downloaded = await download([])
  if (!downloaded.ok) {
    const updated = await runCommand('apt-get', [...own, '-q', 'update'])
    downloaded = updated.ok ? await download(own) : updated
  }
  const archive = readdirSync(join(folder, 'package')).find((name) => name.endsWith('.deb'))
  if (!downloaded.ok || !archive) return { refused: reason(downloaded) }

  const unpacked = await runCommand('dpkg-deb', ['-x', join(folder, 'package', archive), join(folder, 'unpacked')])
  return unpacked.ok ? { binary: join(folder, 'unpacked/usr/sbin/nats-server') } : { refused: 'its archive is damaged' }
}
