import { engineCalls, type Attempt, type WorkerName } from '@synthwright/contracts'
import { delay } from '@synthwright/kernel'
import { log } from '@synthwright/telemetry'
import type { Bus } from '../bus.ts'

export interface Heartbeat {
  progress(done: number, total: number): void
  /** Asks now whether the attempt still counts, instead of with the next beat. */
  ask(): void
  stop(): void
}

/**
 * Keeps an attempt's lease and hears whether it still counts.
 *
 * Beats that nobody answers do not stop the work, however many they are. The engine alone knows when a lease has
 * lapsed, and after it was away it lets none lapse before its workers could be heard again; a worker that gave up by
 * its own clock would throw away what the engine still waits for. If the engine was there all the time and only this
 * worker was cut off, another attempt runs by now and this one's finish is refused: work done twice, applied once.
 */
export const startHeartbeat = (
  call: Bus['call'],
  worker: WorkerName,
  attempt: Attempt,
  everyMs: number,
  { onBeat, onStop }: { onBeat: () => void; onStop: () => void },
): Heartbeat => {
  const contract = engineCalls[worker].heartbeat
  const calls = new AbortController()
  let stopped = false
  let progress: { done: number; total: number } | undefined
  let asked = false
  let wake = () => {}

  const beat = async (): Promise<void> => {
    while (!stopped) {
      // Asked for while the last beat was under way, whose answer may be older than the question.
      if (!asked) {
        const pause = new AbortController()
        wake = () => pause.abort()
        await delay(everyMs, pause.signal).catch(() => {})
      }
      asked = false
      if (stopped) return
      onBeat()
      try {
        const timeoutMs = Math.min(contract.timeoutMs, Math.max(everyMs, 500))
        const request = progress ? { ...attempt, progress } : attempt
        const { verdict } = await call(contract, request, { timeoutMs, signal: calls.signal })
        if (verdict === 'go') continue
        return onStop()
      } catch (error) {
        if (stopped) return
        log.debug('A heartbeat was not answered', { run: attempt.run, error })
      }
    }
  }
  void beat()

  return {
    progress: (done, total) => void (progress = { done, total }),
    ask: () => {
      asked = true
      wake()
    },
    stop: () => {
      stopped = true
      calls.abort()
      wake()
    },
  }
}
