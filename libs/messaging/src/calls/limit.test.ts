import { createLimit } from './limit.ts'

describe('createLimit', () => {
  it('runs so many at once, the rest in their order, whatever fails', async () => {
    const limit = createLimit(2)
    const started: number[] = []
    const release: (() => void)[] = []
    const all = [0, 1, 2, 3].map((n) =>
      limit(async () => {
        started.push(n)
        await new Promise<void>((resolve) => (release[n] = resolve))
        if (n === 0) throw new Error('failed')
        return n
      }).catch(() => 'failed'),
    )
    expect(started).toEqual([0, 1])
    release[0]!()
    await all[0]
    await new Promise((resolve) => setImmediate(resolve))
    expect(started).toEqual([0, 1, 2])
    release[1]!()
    release[2]!()
    await new Promise((resolve) => setImmediate(resolve))
    release[3]!()
    expect(await Promise.all(all)).toEqual(['failed', 1, 2, 3])
  })
})
