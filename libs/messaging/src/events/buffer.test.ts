import { createBuffer } from './buffer.ts'

describe('createBuffer', () => {
  it('drops the oldest of what nobody has read yet', async () => {
    const buffer = createBuffer<number>(3)
    for (let n = 1; n <= 5; n += 1) buffer.push(n)
    buffer.close()
    buffer.push(6)
    const read: number[] = []
    for await (const n of buffer) read.push(n)
    expect(read).toEqual([3, 4, 5])
  })

  it('hands an item to a reader who waits', async () => {
    const buffer = createBuffer<string>(1)
    const next = buffer[Symbol.asyncIterator]().next()
    buffer.push('a')
    expect(await next).toEqual({ done: false, value: 'a' })
  })
})
