import type { CollectedSpan } from '@synthwright/testing'

/** Milliseconds of a run by who spends them; they add up to the time that the client waited. */
export interface TimeShares {
  /** What was read and written, as the services see it. */
  storeMs: number
  /** Between asking another service and its work on the answer, both ways. */
  callsMs: number
  /** By service. */
  codeMs: Record<string, number>
  /** What no span covers while the gateway waits: tasks and wake-ups on their way, and its own handling. */
  restMs: number
}

const durationOf = ({ startMs, endMs }: CollectedSpan) => endMs - startMs

/**
 * Takes the spans of one run apart by the time each spends without its children. The steps of a run follow one another, so
 * these times add up; what was published is confirmed while the work goes on, and a run's end is written down after it, so
 * neither counts.
 * @param root the gateway's span of the request that waited for the run
 */
export const shareTime = (root: CollectedSpan, spans: readonly CollectedSpan[]): TimeShares => {
  const childrenMs = new Map<string, number>()
  const counted = spans.filter((span) => span !== root && span.kind !== 'producer')
  for (const span of counted)
    if (span.parentSpanId)
      childrenMs.set(span.parentSpanId, (childrenMs.get(span.parentSpanId) ?? 0) + durationOf(span))
  const shares: TimeShares = { storeMs: 0, callsMs: 0, codeMs: {}, restMs: 0 }
  for (const span of counted) {
    const ownMs = Math.max(0, durationOf(span) - (childrenMs.get(span.spanId) ?? 0))
    if (span.name.startsWith('mongo ')) shares.storeMs += ownMs
    else if (span.kind === 'client') shares.callsMs += ownMs
    else shares.codeMs[span.service] = (shares.codeMs[span.service] ?? 0) + ownMs
  }
  const known = shares.storeMs + shares.callsMs + Object.values(shares.codeMs).reduce((a, b) => a + b, 0)
  return { ...shares, restMs: Math.max(0, durationOf(root) - known) }
}

/** The mean of each share. */
export const meanShares = (all: readonly TimeShares[]): TimeShares => {
  const mean = (of: (shares: TimeShares) => number) => all.reduce((sum, shares) => sum + of(shares), 0) / all.length
  const services = [...new Set(all.flatMap(({ codeMs }) => Object.keys(codeMs)))].sort()
  return {
    storeMs: mean(({ storeMs }) => storeMs),
    callsMs: mean(({ callsMs }) => callsMs),
    codeMs: Object.fromEntries(services.map((name) => [name, mean(({ codeMs }) => codeMs[name] ?? 0)])),
    restMs: mean(({ restMs }) => restMs),
  }
}
