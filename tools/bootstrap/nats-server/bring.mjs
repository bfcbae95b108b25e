import { chmodSync, copyFileSync, mkdirSync, renameSync } from 'node:fs'
import { dirname } from 'node:path'
import { PlainError, step } from '../say.mjs'
import { withWorkFolder } from '../work-folder.mjs'
import { broughtServer, oldest, probeServer } from './find.mjs'
import { fromDebian } from './from-debian.mjs'
import { fromDocker } from './from-docker.mjs'
import { fromRelease } from './from-release.mjs'

const sources = [
  { name: 'Debian package', bring: fromDebian },
  { name: 'official release', bring: fromRelease },
  { name: 'Docker image', bring: fromDocker },
]

const put = (binary) => {
  mkdirSync(dirname(broughtServer), { recursive: true })
  copyFileSync(binary, `${broughtServer}.new`)
  chmodSync(`${broughtServer}.new`, 0o755)
  renameSync(`${broughtServer}.new`, broughtServer)
}

const take = ({ bring }) =>
  withWorkFolder(async (folder) => {
    const outcome = await bring(folder)
    if ('refused' in outcome) return outcome
    const found = await probeServer(outcome.binary)
    if (!found) return { refused: `older than ${oldest}, or it does not run here` }
    put(outcome.binary)
    return { path: broughtServer, version: found.version }
  })

const takeFirst = async () => {
  const refusals = []
  for (const source of sources) {
    const outcome = await take(source)
    if (!('refused' in outcome)) return { ...outcome, source: source.name }
    refusals.push(`${source.name}: ${outcome.refused}`)
  }
  throw new PlainError(
    `No nats-server could be had (${refusals.join('; ')}). ` +
      `Install nats-server ${oldest} or newer, or name one by NATS_SERVER, and try again.`,
  )
}

/** Brings a nats-server into `.tools/bin`: Debian's package, else the pinned release, else out of the Docker image. */
export const bringServer = () =>
  step('Bringing nats-server', takeFirst, ({ version, source }) => `nats-server ${version} brought (${source})`)
