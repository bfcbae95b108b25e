import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { root } from '../checks/run-node.ts'

it('drafts a cited document from this repository, every sentence of which is supported', async () => {
  const env = { ...process.env, LLM_PROVIDER: 'offline', NO_COLOR: '1' }
  const demo = join(import.meta.dirname, 'main.ts')
  const { stdout } = await promisify(execFile)(process.execPath, [demo], { cwd: root, env })

  const [, supported, checked] = /(\d+) of (\d+) supported by their citations/.exec(stdout)!
  expect(Number(checked)).toBeGreaterThan(10)
  expect(supported).toBe(checked)
  expect(stdout).toMatch(/^Verification {2}pass$/m)
  expect(stdout).toMatch(/^ +\[1\] (README|ARCHITECTURE|CONTRIBUTING|docs\/.*)\.md$/m)
  expect(stdout).not.toMatch(/\[doc_/)

  const seconds = Number(/draft ([\d.]+) s/.exec(stdout)?.[1] ?? 0)
  expect(seconds).toBeLessThan(3)
}, 60_000)
