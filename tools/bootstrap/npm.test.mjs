import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { explainNpmFailure, findNpm } from './npm.mjs'

describe('explainNpmFailure', () => {
  it('is one sentence when the registry cannot be reached', () => {
    const said = explainNpmFailure(
      'The dependencies could not be installed',
      'npm error code ENOTFOUND\nnpm error syscall …',
    )
    expect(said).toMatch(
      /^The dependencies could not be installed: the npm registry cannot be reached \(ENOTFOUND\)\. .+\.$/,
    )
  })

  it('shows what npm said about anything else', () =>
    expect(explainNpmFailure('No', 'npm error code EUSAGE\n')).toBe('No: npm failed.\nnpm error code EUSAGE'))
})

describe('findNpm', () => {
  let folder
  let script
  const execPath = '/nowhere/bin/node'
  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'synthwright-npm-')))
    script = join(folder, 'lib/npm-cli.js')
    mkdirSync(join(folder, 'lib'))
    mkdirSync(join(folder, 'bin'))
    writeFileSync(script, '')
    symlinkSync(script, join(folder, 'bin/npm'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  it('takes the npm that runs us', () => expect(findNpm({ npm_execpath: script }, execPath)).toBe(script))

  it('follows the link on PATH when another package manager runs us', () =>
    expect(findNpm({ npm_execpath: '/opt/yarn.js', PATH: `/none:${join(folder, 'bin')}` }, execPath)).toBe(script))

  it('says plainly that there is none', () =>
    expect(() => findNpm({ PATH: '/none' }, execPath)).toThrow('npm was not found'))
})
