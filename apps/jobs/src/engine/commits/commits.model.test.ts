import { begin, situations } from '../../testing/model/situations.ts'
import { explore } from '../../testing/model/explore.ts'

describe('every law holds after every schedule with one switch and one death', () => {
  it.each(situations)('%s', async (_situation, from, together) => {
    const schedules = await explore({ begin: begin[from]({}), programs: together, switches: 1, crashes: 1 })
    expect(schedules).toBeGreaterThan(50)
  })
})
