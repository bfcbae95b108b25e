import fc from 'fast-check'
import { moves, play, plays } from '../testing/model/moves.ts'

describe('whatever happens, in whatever order, no law of the change log is broken, however long one looks', () => {
  it.each(plays)(
    '%s',
    async (_play, options) => {
      const property = fc.asyncProperty(moves, (given) => play(options, given))
      await fc.assert(property, { numRuns: 20_000 })
    },
    30 * 60_000,
  )
})
