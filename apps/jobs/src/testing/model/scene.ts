import { createCallers } from './callers.ts'
import { settled } from './gates.ts'
import { demand } from './laws.ts'
import { rowsPerRun } from './owner.ts'
import { createWorkers } from './worker.ts'
import { createWorld, type Replica, type WorldOptions } from './world.ts'

export type Scene = ReturnType<typeof createScene>

/** A world with its workers and callers, and with the means to let it go on by itself. */
export const createScene = (options: WorldOptions) => {
  const world = createWorld(options)
  const workers = createWorkers(world)
  const callers = createCallers(world)
  const { gates, owner, replicas, sent, store, target } = world
  const runs = () => [...store.runs.values()]

  /** @throws Violation */
  const check = (): void => {
    const [violation] = world.violations
    if (violation) throw violation
  }

  const look = (replica: Replica): void => {
    if (replica.looking) return
    replica.looking = true
    world.reconcile(replica, () => (replica.looking = false))
  }

  const isQuiet = (): boolean =>
    gates.waiting().length === 0 && runs().every(({ wakeAt }) => wakeAt === null) && owner.busyWith === null

  /** Everybody does what there is to do. */
  const workOn = async (decides: boolean): Promise<void> => {
    const first = replicas.find(({ actor }) => actor.alive)!
    for (const one of sent.filter(({ acknowledged }) => !acknowledged)) await workers.pull(one, first)
    for (const phase of ['claiming', 'finishing'] as const)
      for (const session of workers.sessions(phase)) workers.repeat(session, first)
    for (const session of workers.sessions('working')) workers.end(session, true, first)
    if (decides) for (const { _id, status } of runs()) if (status === 'waiting') void callers.reject(first, _id)
    await settled()
  }

  return {
    world,
    workers,
    callers,
    runs,
    check,
    look,

    /**
     * Nothing goes wrong from here on, until what is waited for is there.
     * @throws Violation when it never is
     */
    async calm(until: () => boolean = isQuiet, { decides = true, time = true } = {}): Promise<void> {
      for (let round = 0; round < 300 && !until();) {
        const [step] = gates.waiting()
        if (step) step.happen()
        else {
          round += 1
          await workOn(decides)
          if (until()) break
          if (gates.waiting().length === 0 && time) {
            world.advance(Math.max(100, (world.nextDue() ?? 0) - world.now()))
            for (const replica of replicas.filter(({ actor }) => actor.alive)) look(replica)
          }
        }
        await settled()
        check()
      }
      demand(until(), 'no run without a way out: it never comes to rest', runs())
    },

    /** What must hold when nobody has anything left to do. @throws Violation */
    checkEnd(): void {
      for (const id of world.told.keys()) demand(world.heard.has(id), 'the audit log hears everything', id)
      const commands = new Set(runs().map(({ commandId }) => commandId))
      demand(commands.size === runs().length, 'one command starts one run', [...commands])
      for (const run of runs().filter(({ deleted }) => !deleted)) {
        const succeeded = run.status === 'succeeded'
        if (options.last === 'commit')
          demand(owner.lists.includes(run._id) === succeeded, 'rows show for runs that succeeded, and for no other', {
            run,
            owner,
          })
        const activations = target.activations.filter(({ runId }) => runId === run._id)
        const applied = succeeded && run.decision?.verdict === 'apply'
        if (options.last === 'wait')
          demand(activations.length === (applied ? 1 : 0), 'a run is applied once, and then says so', { run, target })
        if (applied)
          demand(activations[0]!.decisionId === run.decision!.id, 'a run names the decision that was applied', run)
      }
      for (const { runId, seen, met, open } of target.activations) {
        demand(seen === met, 'nobody replaces what he has not seen', target)
        demand(open, 'what takes no changes stays as it is', target)
        demand(store.runs.get(runId)!.deleted === null, 'a run that was applied is not deleted', runId)
      }
      for (const run of owner.lists) {
        const rows = [...owner.rows.keys()].filter((id) => id.startsWith(`${run}.`))
        demand(rows.length === rowsPerRun, 'a run has its rows, and no more', { run, rows })
      }
      check()
    },
  }
}
