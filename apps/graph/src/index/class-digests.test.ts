import fc from 'fast-check'
import { ClassDigests } from './class-digests.ts'

describe('ClassDigests', () => {
  it('depends on what is there and not on how it came to be', () => {
    const step = fc.record({ row: fc.nat(5), name: fc.constantFrom('x', 'y'), add: fc.boolean() })
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const used = new ClassDigests()
        const left = new Map<string, [name: string, hash: bigint]>()
        for (const { row, name, add } of steps) {
          const key = `${name}${row}`
          const hash = BigInt(row + 1) << 120n
          if (add === left.has(key)) continue
          if (add) {
            used.add(name, hash)
            left.set(key, [name, hash])
          } else {
            used.subtract(name, hash)
            left.delete(key)
          }
        }
        const fresh = new ClassDigests()
        for (const [name, hash] of [...left.values()].reverse()) fresh.add(name, hash)
        expect(used.classes()).toEqual(fresh.classes())
        for (const classes of [['x'], ['y'], ['x', 'y']]) expect(used.of(classes)).toEqual(fresh.of(classes))
      }),
    )
  })

  it('tells classes, rows and empty states apart', () => {
    const digests = new ClassDigests()
    digests.add('x', 1n)
    digests.add('y', 2n)
    const states = [[], ['x'], ['y'], ['x', 'y']].map((classes) => digests.of(classes).digest)
    expect(new Set(states).size).toBe(4)
    expect(digests.of(['x', 'y']).rowCount).toBe(2)
  })
})
