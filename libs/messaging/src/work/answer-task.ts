import type { Call } from '@synthwright/contracts'
import { answer, type CallHandler } from '../calls/answer.ts'
import type { TaskHandler } from './perform.ts'

/** Answers a call with the work of a task (see `callOf`), in one attempt, for a caller that waits. */
export const answerTask = (contract: Call, { work }: TaskHandler): CallHandler =>
  answer(contract, async (input, { principal, signal }) => {
    const { result, facts } = await work(input, {
      principal,
      signal,
      attempt: 1,
      teamId: principal.teamId,
      runId: contract.subject,
      step: contract.name,
      round: 1,
      task: contract.name,
      deadlineAt: null,
      progress: () => undefined,
    })
    return { result, facts }
  })
