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

const add = (a: Outcome, b: Outcome): Outcome => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  skipped: a.skipped + b.skipped,
  output: '',
})

/** Runs checks one after another, one line each and the whole output of each that fails; resolves with the sum. */
export const runChecks = async (
  checks: readonly Check[],
  stopped: AbortSignal,
  out: NodeJS.WritableStream = process.stdout,
): Promise<Outcome> => {
  let sum: Outcome = { passed: 0, failed: 0, skipped: 0, output: '' }
  for (const check of checks) {
    if (stopped.aborted) break
    const outcome = await step(
      check.name,
      () => check.run(stopped),
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
