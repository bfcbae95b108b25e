import { isAppError, type AppError } from '@synthwright/kernel'
import type { RunStart } from '../../engine/new-run.ts'
import { runStart } from '../starts.ts'
import { demand, Violation } from './laws.ts'
import type { Replica, World } from './world.ts'

const team = 'team_1'
const command = { commandId: null, requestId: null, principal: { userId: 'user_1', credentialId: 'cred_1' } }

export type Callers = ReturnType<typeof createCallers>

/** What people ask of the engine, each on a replica of the test's choice, and what they may be told. */
export const createCallers = (world: World) => {
  const { owner, target } = world
  const startedBy = new Map<string, string>()
  const applied = new Set<string>()
  let decisions = 0

  /** A refusal is an answer too; anything else is a fault. */
  const ask = async <T>(
    question: Promise<T>,
    hear: (answer: T) => void = () => {},
    refused: (error: AppError) => void = () => {},
  ): Promise<void> => {
    try {
      const answer = await question
      world.watch(() => hear(answer))
    } catch (error) {
      if (isAppError(error)) world.watch(() => refused(error))
      else world.violations.push(new Violation('a call failed', { cause: error }))
    }
  }

  return {
    start({ engine }: Replica, runId: string, commandId: string, more: Partial<RunStart> = {}): Promise<void> {
      const before = owner.busyWith
      return ask(
        engine.start(runStart({ runId, commandId, request: null, ...more })),
        (id) => {
          const earlier = startedBy.get(commandId) ?? id
          startedBy.set(commandId, earlier)
          demand(id === earlier, 'one command starts one run', [id, earlier])
        },
        ({ code }) => {
          const own = owner.busyWith === before && before?.commandId === commandId
          demand(code !== 'lock_held' || !own, 'no command is refused because of its own first effect', commandId)
        },
      )
    },

    apply({ engine }: Replica, run: string, { force = false } = {}): Promise<void> {
      return ask(
        engine.apply({ team, run }, { commandId: `decision${(decisions += 1)}`, by: 'user_1', note: null, force }),
        () => {
          demand(!applied.has(run), 'one of several deciders wins', run)
          applied.add(run)
          const isActive = target.activations.some(({ runId }) => runId === run)
          demand(isActive, 'what was answered as applied is applied', run)
        },
        ({ code }) =>
          demand(!force || code !== 'revision_conflict', 'a forced apply starts again from what is active now', run),
      )
    },

    reject: ({ engine }: Replica, run: string): Promise<void> =>
      ask(
        engine.reject(
          { team, run },
          { commandId: `decision${(decisions += 1)}`, by: 'user_1', note: null, force: false },
        ),
      ),
    cancel: ({ engine }: Replica, run: string): Promise<void> => ask(engine.cancel({ team, run }, command)),
    remove: ({ engine }: Replica, run: string): Promise<void> => ask(engine.delete({ team, run }, command)),
  }
}
