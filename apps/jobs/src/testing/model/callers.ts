import { isAppError, type AppError } from '@synthwright/kernel'
import type { RunStart } from '../../engine/new-run.ts'
import { runStart } from '../starts.ts'
import { demand, Violation } from './laws.ts'
import { targetAs } from './target.ts'
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

  const inTheMiddle = (run: string): string | undefined => {
    const found = world.store.runs.get(run)
    return found?.status === 'deciding' && !found.deleted ? found.decision!.id : undefined
  }

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

  /** Asks for something that a decision in the middle stands in the way of. */
  const askOf = async (run: string, ...asked: Parameters<typeof ask<unknown>>): Promise<void> => {
    const met = inTheMiddle(run)
    await ask(...asked)
    world.watch(() =>
      demand(met === undefined || inTheMiddle(run) !== met, 'who meets a decision in the middle carries it to its end'),
    )
  }

  /** The same command twice, as if its first answer had been lost. */
  const twice = async (act: () => Promise<unknown>): Promise<void> => {
    const outcome = () =>
      act().then(
        () => 'done',
        (error: unknown) => (isAppError(error) ? error.code : String(error)),
      )
    const [first, second] = [await outcome(), await outcome()]
    world.watch(() =>
      demand(first !== 'done' || second === 'done', 'the same command again gets the first answer', second),
    )
  }

  const nextDecision = ({ force = false } = {}) => ({
    commandId: `decision${(decisions += 1)}`,
    by: 'user_1',
    note: null,
    force,
  })

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
      return askOf(
        run,
        engine.apply({ team, run }, nextDecision({ force })),
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
      askOf(run, engine.reject({ team, run }, nextDecision())),
    cancel: ({ engine }: Replica, run: string): Promise<void> => ask(engine.cancel({ team, run }, command)),
    remove: ({ engine }: Replica, run: string): Promise<void> => askOf(run, engine.delete({ team, run }, command)),

    applyTwice({ engine }: Replica, run: string): Promise<void> {
      const decision = nextDecision()
      return twice(() => engine.apply({ team, run }, decision))
    },
    cancelTwice: ({ engine }: Replica, run: string): Promise<void> =>
      twice(() => engine.cancel({ team, run }, { ...command, commandId: 'cancel' })),
    removeTwice: ({ engine }: Replica, run: string): Promise<void> =>
      twice(() => engine.delete({ team, run }, { ...command, commandId: 'delete' })),

    /** Somebody looks whether the result of a run was applied. */
    async readDecision({ actor }: Replica, id: string): Promise<void> {
      const { gates, store, target, shows } = world
      const isNamed = () => target.activations.some(({ runId }) => runId === id)
      const run = await store.as(actor).runs.find(team, id)
      const wasNamed = isNamed()
      if (!run) return
      const shown = shows(run, await targetAs(target, actor, gates).look(run))
      world.watch(() => {
        demand(shown || !wasNamed, 'who sees that the target names a run sees that it was applied', id)
        demand(!shown || isNamed(), 'what is shown as applied is applied', id)
      })
    },
  }
}
