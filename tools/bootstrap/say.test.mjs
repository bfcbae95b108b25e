import { PassThrough } from 'node:stream'
import { duration, step } from './say.mjs'

it.each([
  [0.4, '0 ms'],
  [999, '999 ms'],
  [1_000, '1.0 s'],
  [9_949, '9.9 s'],
  [61_234, '61 s'],
])('duration of %s ms is %s', (ms, shown) => expect(duration(ms)).toBe(shown))

describe('step', () => {
  it('says one line when it is done, with the time it took', async () => {
    const out = new PassThrough()
    await step(
      'Doing',
      async () => 3,
      (count) => `${count} things done`,
      out,
    )
    expect(String(out.read())).toMatch(/^3 things done \(\d+ ms\)\n$/)
  })

  it('shows a running line on a terminal, and takes it away', async () => {
    const out = Object.assign(new PassThrough(), { isTTY: true })
    await step(
      'Doing',
      async () => {},
      () => 'Done',
      out,
    )
    const [running, done] = String(out.read()).split('\r\u001b[2K').slice(1).filter(Boolean)
    expect(running).toBe('Doing … 0 s')
    expect(done).toMatch(/^Done /)
  })

  it('says nothing of a step that failed', async () => {
    const out = new PassThrough()
    await expect(
      step(
        'Doing',
        () => Promise.reject(new Error('no')),
        () => 'Done',
        out,
      ),
    ).rejects.toThrow('no')
    expect(out.read()).toBeNull()
  })
})
