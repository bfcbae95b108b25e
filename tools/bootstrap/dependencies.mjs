import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './places.mjs'
import { npm } from './npm.mjs'
import { step } from './say.mjs'

const readPackages = (file) => {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages
  } catch {
    return undefined
  }
}

const fingerprint = ({ version, resolved, integrity, link }) => JSON.stringify([version, resolved, integrity, link])

/**
 * Whether the installed tree is the one that the lock file asks for. npm writes down what it installed as its last act,
 * so that a tree whose installation was interrupted has no such record.
 * @param {Record<string, object> | undefined} wanted entries of package-lock.json
 * @param {Record<string, object> | undefined} installed entries of node_modules/.package-lock.json
 */
export const isInstalled = (wanted, installed) => {
  if (!wanted || !installed) return false
  if (Object.keys(installed).some((path) => !(path in wanted))) return false
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '') return true
    if (!(path in installed)) return entry.optional === true || entry.devOptional === true
    return fingerprint(entry) === fingerprint(installed[path])
  })
}

export const dependenciesInstalled = () =>
  isInstalled(
    readPackages(join(root, 'package-lock.json')),
    readPackages(join(root, 'node_modules/.package-lock.json')),
  )

/** Installs what package-lock.json names, with the given Node. */
export const installDependencies = (node) =>
  step(
    'Installing dependencies',
    () => npm({ node, args: ['ci'], cwd: root, what: 'The dependencies could not be installed' }),
    () => 'Dependencies installed',
  )
