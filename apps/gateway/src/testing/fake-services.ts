import {
  cancelRun,
  composeHandbook,
  deleteRun,
  getArtifactRun,
  graphCalls,
  listArtifactRuns,
  listRuns,
  planRun,
  startDraft,
  startProbe,
  startVerify,
  watchRun,
  type Call,
  type Principal,
} from '@synthwright/contracts'
import { AppError } from '@synthwright/kernel'
import { answer, type Bus } from '@synthwright/messaging'
import type { z } from 'zod'

interface Asked {
  name: string
  request: unknown
  principal: Principal
}

type Answer<C extends Call> = (request: z.output<C['request']>, asked: Asked) => z.input<C['reply']> | Promise<never>

/** Graph and jobs as the gateway sees them: they answer their contracts over the broker with what a test says. */
export interface FakeServices {
  /** All that was asked since the last `forget`. */
  readonly asked: Asked[]
  on<C extends Call>(contract: C, reply: Answer<C>): void
  /** Forgets what was asked and what was to be answered. */
  forget(): void
}

export const fakeServices = async (bus: Bus): Promise<FakeServices> => {
  const asked: Asked[] = []
  const answers = new Map<string, Answer<Call>>()
  const contracts: Call[] = [
    ...graphCalls,
    composeHandbook,
    planRun,
    startDraft,
    startVerify,
    getArtifactRun,
    listArtifactRuns,
    watchRun,
    listRuns,
    cancelRun,
    deleteRun,
    startProbe,
  ]
  await bus.serve(
    contracts.map((contract) =>
      answer(contract, async (request, { principal }) => {
        const { name } = contract
        asked.push({ name, request, principal })
        const reply = answers.get(name)
        if (!reply) throw new AppError('internal', `${name} was not expected`)
        return reply(request, { name, request, principal })
      }),
    ),
  )
  return {
    asked,
    on: (contract, reply) => void answers.set(contract.name, reply as Answer<Call>),
    forget: () => {
      asked.length = 0
      answers.clear()
    },
  }
}
