import { PassThrough } from 'node:stream'
import { verdict, type Check, type Outcome } from './check.ts'
import { close, runChecks } from './run-checks.ts'

const check = (name: string, outcome: Outcome): Check => ({ name, run: async () => outcome })
const never = new AbortController().signal

let out: PassThrough
beforeEach(() => (out = new PassThrough()))
const printed = () => String(out.read())

it('sums what passed and failed over all checks, and closes with exactly that line', async () => {
  const tests = { passed: 40, failed: 2, skipped: 1, output: 'two are red' }
  const sum = await runChecks([check('types', verdict(true, '')), check('tests', tests)], never, { out })
  expect(close(sum, never, out)).toBe(1)
  const lines = printed().split('\n')
  expect(lines.at(-2)).toBe('41 passed, 2 failed')
  expect(lines).toContainEqual(expect.stringContaining('✗ tests: 40 passed, 2 failed, 1 skipped'))
})

it('shows the output of what failed only', async () => {
  await runChecks([check('good', verdict(true, 'chatter')), check('bad', verdict(false, 'the cause'))], never, { out })
  const text = printed()
  expect(text).toContain('the cause')
  expect(text).not.toContain('chatter')
})

it('ends with 0 when nothing failed', async () => {
  const sum = await runChecks([check('types', verdict(true, ''))], never, { out })
  expect(close(sum, never, out)).toBe(0)
  expect(printed()).toMatch(/\n1 passed, 0 failed\n$/)
})

it('closes without a count when it was interrupted', async () => {
  const stopped = AbortSignal.abort(130)
  const sum = await runChecks([check('types', verdict(true, ''))], stopped, { out })
  expect(close(sum, stopped, out)).toBe(130)
  expect(printed()).toBe('Interrupted.\n')
})

it('runs as many at once as told, and tells of them in their order', async () => {
  let running = 0
  let most = 0
  const slow = (name: string, turns: number): Check => ({
    name,
    run: async () => {
      most = Math.max(most, ++running)
      for (let turn = 0; turn < turns; turn++) await new Promise(setImmediate)
      running--
      return verdict(true, '')
    },
  })
  const sum = await runChecks([slow('long', 9), slow('short', 1), slow('middle', 3)], never, { atOnce: 2, out })
  expect({ most, passed: sum.passed }).toEqual({ most: 2, passed: 3 })
  expect(printed()).toMatch(/long[^]*short[^]*middle/)
})
