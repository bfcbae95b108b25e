import { fakeClock } from '@synthwright/kernel/testing'
import { createWedgeDetector } from './wedge-detector.ts'

describe('createWedgeDetector', () => {
  it('finds a loop that stands still among others that move', () => {
    const clock = fakeClock()
    const detector = createWedgeDetector(60_000, clock)
    detector.alive('a')
    detector.alive('b')
    clock.advance(60_000)
    expect(detector.wedged()).toBe(false)
    detector.alive('a')
    clock.advance(1)
    expect(detector.wedged()).toBe(true)
    detector.ended('b')
    expect(detector.wedged()).toBe(false)
  })
})
