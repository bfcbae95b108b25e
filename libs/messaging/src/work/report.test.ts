import { AppError } from '@synthwright/kernel'
import type { Bus } from '../bus.ts'
import { claim, finish, type Outcome } from './report.ts'

type Silence = 'outcome_unknown' | 'service_unavailable'

const at = { team: 't', run: 'run_1', step: 's', round: 1, task: 'a', claimId: 'claim_1' }
const outcome: Outcome = { ok: true, result: { by: 1 }, facts: null }
const silences: Silence[][] = [
  [],
  ['outcome_unknown'],
  ['service_unavailable', 'outcome_unknown'],
  ['outcome_unknown', 'outcome_unknown', 'service_unavailable'],
]
const { signal } = new AbortController()

/** An engine that is not heard so many times, and then gives its answer. */
const engine = (silent: readonly Silence[], answer: unknown) => {
  const asked: unknown[] = []
  const call = (async (_contract: unknown, request: unknown) => {
    asked.push(request)
    const code = silent[asked.length - 1]
    if (code) throw new AppError(code, 'Nothing was heard')
    return answer
  }) as Bus['call']
  return { call, asked }
}

describe.each([true, false])('when the answer is that it counts: %s', (accepted) => {
  it('an unanswered claim is repeated with the same words until it is answered, and then no more', async () => {
    const request = { ...at, worker: 'w' }
    const asked = await Promise.all(
      silences.map(async (silent) => {
        const answer = accepted ? { accepted, attempt: 1 } : { accepted, reason: 'held' }
        const there = engine(silent, answer)
        expect(await claim(there.call, 'verifier', request, signal, () => {})).toEqual(answer)
        return there.asked
      }),
    )
    expect(asked).toEqual(silences.map((silent) => [...silent.map(() => request), request]))
  })

  it('an unanswered finish is repeated with the same words until it is answered; a refused one is not', async () => {
    const attempt = { ...at, attempt: 1 }
    const asked = await Promise.all(
      silences.map(async (silent) => {
        const there = engine(silent, { accepted })
        expect(await finish(there.call, 'verifier', attempt, outcome, signal)).toBe(accepted)
        return there.asked
      }),
    )
    const request = { ...attempt, outcome }
    expect(asked).toEqual(silences.map((silent) => [...silent.map(() => request), request]))
  })
})
