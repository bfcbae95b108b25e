import { begin, situations } from '../../testing/model/situations.ts'
import { explore } from '../../testing/model/explore.ts'

describe('every law holds after every schedule with two switches and one death', () => {
  it.each(situations)(
    '%s',
    async (_situation, from, programs) => {
      const schedules = await explore({ begin: begin[from]({}), programs, switches: 2, crashes: 1 })
      expect(schedules).toBeGreaterThan(1_000)
    },
    30 * 60_000,
  )
})
