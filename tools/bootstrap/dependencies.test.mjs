import { isInstalled } from './dependencies.mjs'

const express = { version: '5.3.0', resolved: 'https://registry/express-5.3.0.tgz', integrity: 'sha512-a' }
const kernel = { resolved: 'libs/kernel', link: true }
const wanted = {
  '': { name: 'synthwright' },
  'node_modules/express': express,
  'node_modules/@synthwright/kernel': kernel,
}
const installed = { 'node_modules/express': express, 'node_modules/@synthwright/kernel': kernel }

describe('isInstalled', () => {
  it('holds for the tree that the lock file asks for', () => expect(isInstalled(wanted, installed)).toBe(true))

  it('fails without a record of an installation', () => expect(isInstalled(wanted, undefined)).toBe(false))

  it('fails for another version', () =>
    expect(isInstalled(wanted, { ...installed, 'node_modules/express': { ...express, version: '5.2.0' } })).toBe(false))

  it('fails for another content of the same version', () =>
    expect(isInstalled(wanted, { ...installed, 'node_modules/express': { ...express, integrity: 'sha512-b' } })).toBe(
      false,
    ))

  it('fails when something is missing', () => {
    expect(isInstalled(wanted, { 'node_modules/@synthwright/kernel': kernel })).toBe(false)
  })

  it('fails when something is left over', () =>
    expect(isInstalled(wanted, { ...installed, 'node_modules/mongodb': express })).toBe(false))

  it('does without packages of other platforms', () =>
    expect(isInstalled({ ...wanted, 'node_modules/for-mac': { ...express, optional: true } }, installed)).toBe(true))
})
