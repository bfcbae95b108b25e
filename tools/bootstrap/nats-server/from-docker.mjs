import { join } from 'node:path'
import { runCommand } from '../run-command.mjs'

const image = 'nats:2.10.29-scratch'

/**
 * Takes the server out of the official image. It is one static binary; run as a process of ours it stops with us,
 * which a container would not.
 * @param {string} folder an empty working folder
 * @returns {Promise<{ binary: string } | { refused: string }>}
 */
export const fromDocker = async (folder) => {
  if (process.platform !== 'linux') return { refused: 'its image holds a Linux program only' }
  const created = await runCommand('docker', ['create', image], { timeoutMs: 300_000 })
  if (created.code === 127) return { refused: 'not installed' }
  if (!created.ok) return { refused: 'no engine is running, or the image cannot be pulled' }
  const container = created.stdout.trim().split('\n').pop()
  const binary = join(folder, 'nats-server')
  const copied = await runCommand('docker', ['cp', `${container}:/nats-server`, binary])
  await runCommand('docker', ['rm', container])
  return copied.ok ? { binary } : { refused: 'the server cannot be copied out of the image' }
}
