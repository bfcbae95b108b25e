import { spawnSync } from 'node:child_process'

const loaded = (statement: string): boolean => {
  const script = `
    import { createRequire } from 'node:module'
    ${statement}
    const files = Object.keys(createRequire('/').cache)
    console.log(files.some((file) => file.includes('/node_modules/mongoose/')))`
  const args = ['--disable-warning=ExperimentalWarning', '--input-type=module', '--eval', script]
  const env = { ...process.env, NODE_OPTIONS: '' }
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: import.meta.dirname, env, encoding: 'utf8' })
  if (stderr) throw new Error(stderr)
  return stdout.trim() === 'true'
}

describe('a service without collections', () => {
  it('does not load the driver', () => {
    expect(loaded("await import('./index.ts')")).toBe(false)
    expect(loaded("await import('mongoose')")).toBe(true)
  })
})
