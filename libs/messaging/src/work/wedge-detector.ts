import type { Clock } from '@synthwright/kernel'

/**
 * Tells when a loop that should always be moving has stood still: every other look at the process would find it well.
 * @param limitMs longer than the longest honest pause between two signs of life
 */
export const createWedgeDetector = (limitMs: number, clock: Clock) => {
  const seen = new Map<string, number>()
  return {
    alive: (loop: string): void => void seen.set(loop, clock.now()),
    /** The loop has ended as it should. */
    ended: (loop: string): void => void seen.delete(loop),
    wedged: (): boolean => [...seen.values()].some((at) => clock.now() - at > limitMs),
  }
}
