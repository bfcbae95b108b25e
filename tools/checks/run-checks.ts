import { say, step } from '../bootstrap/say.mjs'
import type { Check, Outcome } from './check.ts'

const summary = (name: string, { passed, failed, skipped }: Outcome) => {
  const counts = [
    ...(passed > 1 ? [`${passed} passed`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
  ]
  return `${failed ? '✗' : '✓'} ${name}${counts.length ? `: ${counts.join(', ')}` : ''}`
}

/** Both together, without what they said. */
export const add = (a: Outcome, b: Outcome): Outcome => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  skipped: a.skipped + b.skipped,
  output: '',
})

/** Begins the checks in their order, as many at once as told; the outcome of one that never begins does not come. */
const begin = (checks: readonly Check[], atOnce: number, stopped: AbortSignal): Promise<Outcome>[] => {
  const waiting = checks.map((check) => ({ check, ...Promise.withResolvers<Outcome>() }))
  let next = 0
  const take = async (): Promise<void> => {
    for (let one = waiting[next++]; one && !stopped.aborted; one = waiting[next++])
      await one.check.run(stopped).then(one.resolve, one.reject)
  }
  for (let i = 0; i < atOnce; i++) void take()
  return waiting.map(({ promise }) => promise)
}

interface Running {
  /** How many checks run at the same time. */
  atOnce?: number
  out?: NodeJS.WritableStream
}

/** Runs checks and shows them in their order: one line each, and the output of each that fails. Resolves with the sum. */
export const runChecks = async (
  checks: readonly Check[],
  stopped: AbortSignal,
  { atOnce = 1, out = process.stdout }: Running = {},
): Promise<Outcome> => {
  let sum: Outcome = { passed: 0, failed: 0, skipped: 0, output: '' }
  const outcomes = begin(checks, atOnce, stopped)
  for (const [i, check] of checks.entries()) {
    if (stopped.aborted) break
    const outcome = await step(
      check.name,
      () => outcomes[i]!,
      (result) => summary(check.name, result),
      out,
    )
    if (outcome.failed && !stopped.aborted) say(outcome.output.trimEnd(), out)
    sum = add(sum, outcome)
  }
  return sum
}

/** The exit code of a run, after its one closing line. */
export const close = (
  { passed, failed }: Outcome,
  stopped: AbortSignal,
  out: NodeJS.WritableStream = process.stdout,
): number => {
  if (stopped.aborted) {
    say('Interrupted.', out)
    return stopped.reason as number
  }
  say(`${passed} passed, ${failed} failed`, out)
  return failed ? 1 : 0
}
