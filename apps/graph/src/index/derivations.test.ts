import { Derivations, type Origin } from './derivations.ts'

const world = () => {
  const origins = new Map<string, Origin>()
  const derivations = new Derivations((id) => origins.get(id))
  const put = (id: string, accessClass: string, from: string[] = [], gone = false): void => {
    origins.set(id, { gone, accessClass })
    derivations.put(id, from)
  }
  const withheld = (...ids: string[]) => ids.filter((id) => derivations.standingOf(id).withheld)
  return { derivations, put, withheld }
}

it('what is gone takes everything made from it along, to any depth, and gives it back', () => {
  const { derivations, put, withheld } = world()
  put('third', 'a', ['second'])
  put('second', 'a', ['first', 'other'])
  put('first', 'a', ['source'])
  put('source', 'a')
  put('other', 'a')
  derivations.settle()
  expect(withheld('first', 'second', 'third', 'other')).toEqual([])
  put('source', 'a', [], true)
  expect(derivations.settle().sort()).toEqual(['first', 'second', 'third'])
  expect(withheld('first', 'second', 'third', 'other')).toEqual(['first', 'second', 'third'])
  put('source', 'a')
  expect(derivations.settle().sort()).toEqual(['first', 'second', 'third'])
  expect(withheld('first', 'second', 'third')).toEqual([])
  expect([...derivations.sourcesOf('third')].sort()).toEqual(['first', 'other', 'second', 'source'])
  expect([...derivations.madeFrom('source')].sort()).toEqual(['first', 'second', 'third'])
})

it('a circle ends, and does not keep itself withheld', () => {
  const { derivations, put, withheld } = world()
  put('a', 'x', ['b', 'source'])
  put('b', 'y', ['a'])
  put('source', 'z', [], true)
  derivations.settle()
  expect(withheld('a', 'b')).toEqual(['a', 'b'])
  expect(derivations.standingOf('a').restsOn).toEqual(['y', 'z'])
  expect(derivations.standingOf('b').restsOn).toEqual(['x', 'z'])
  put('source', 'y')
  derivations.settle()
  expect(withheld('a', 'b')).toEqual([])
  expect(derivations.standingOf('b').restsOn).toEqual(['x'])
})

it('is the same whatever came first, and however it came about', () => {
  const states = [0, 1, 2, 3].map((seed) => {
    let state = (seed + 1) * 48_271 * 7_919
    const random = (below: number) => Math.floor((state = (state * 48_271) % 2_147_483_647) / 65_536) % below
    return Array.from({ length: 40 }, (_, n) => ({
      id: `row_${n}`,
      accessClass: `class_${random(3)}`,
      from: Array.from({ length: random(3) }, () => `row_${random(40)}`).filter((id) => id !== `row_${n}`),
      gone: random(8) === 0,
    }))
  })
  const told = ({ derivations }: ReturnType<typeof world>) =>
    states[0]!.map(({ id }) => ({ id, ...derivations.standingOf(id) }))
  const changed = world()
  for (const rows of states)
    for (const { id, accessClass, from, gone } of rows) {
      changed.put(id, accessClass, from, gone)
      changed.derivations.settle()
    }
  const fresh = world()
  for (const { id, accessClass, from, gone } of states.at(-1)!.toReversed()) fresh.put(id, accessClass, from, gone)
  fresh.derivations.settle()
  expect(told(changed)).toEqual(told(fresh))
  expect(told(fresh).filter(({ withheld }) => withheld).length).toBeGreaterThan(5)
})
