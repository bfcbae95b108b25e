import fc from 'fast-check'
import { moves, play, plays, type PlayOptions } from '../testing/model/moves.ts'
import { rules } from '../testing/model/rules.ts'

describe('whatever happens, in whatever order, no law of the change log is broken', () => {
  it.each(plays)('%s', async (_play, options) => {
    const property = fc.asyncProperty(moves, (given) => play(options, given))
    await fc.assert(property, { numRuns: 300 })
  })
})

describe('a law is broken without the rule, by what breaks none with it', () => {
  it.each(rules)('%s', async (_rule, without, law, ...texts) => {
    const options: PlayOptions = { after: 'unapplied', without, cachedCharacters: texts.length > 0 ? 10_000 : 0 }
    const property = fc.asyncProperty(moves, (given) => play(options, given))
    const found = await fc.check(property, { numRuns: 5_000, seed: 1, endOnFailure: true })
    expect(String(found.errorInstance ?? 'none is broken')).toMatch(law)
    await play({ ...options, without: undefined }, found.counterexample![0])
  })
})
