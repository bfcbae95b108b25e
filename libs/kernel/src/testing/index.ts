import type { Clock } from '../clock.ts'

/** A clock that moves only when told to. */
export const fakeClock = (startMs = Date.UTC(2026, 0, 1)): Clock & { advance(ms: number): void } => {
  let nowMs = startMs
  return { now: () => nowMs, date: () => new Date(nowMs), advance: (ms) => void (nowMs += ms) }
}
