import { settled, type Actor } from './gates.ts'
import type { Scene } from './scene.ts'
import { Violation } from './laws.ts'
import type { Replica } from './world.ts'

/** What one actor does, on a replica of its own. */
export type Program = (scene: Scene, replica: Replica) => unknown

export interface Exploration {
  /** Everything that went before, made anew for each schedule. */
  begin: () => Promise<Scene>
  programs: readonly Program[]
  /** How often one actor may stop and give way although it could go on. */
  switches: number
  /** How many actors may die, each between any two of its operations. */
  crashes: number
}

interface Choice {
  what: string
  take: () => void
}

/**
 * Tries every schedule of the programs' operations on store and broker, within the limits, and after each lets the
 * replicas that are left bring everything to its end, without one that begins anew. Depth first, each schedule from the beginning.
 * @see Musuvathi and Qadeer, "Iterative context bounding for systematic testing of multithreaded programs", PLDI 2007
 * @returns how many schedules there were
 * @throws Violation with the schedule that broke a law
 */
export const explore = async ({ begin, programs, switches, crashes }: Exploration): Promise<number> => {
  let schedules = 0
  for (let prefix: number[] | undefined = []; prefix;) {
    const trail: { taken: number; of: number; what: string }[] = []
    const scene = await begin()
    const { gates, replicas } = scene.world
    const actors = programs.map((_, n) => replicas[n]!.actor)
    const left = { switches, crashes }
    let current: Actor | undefined
    for (const [n, program] of programs.entries())
      void gates.pass(actors[n]!, 'begin', () => {}).then(() => program(scene, replicas[n]!))

    const choices = (): Choice[] => {
      const first = new Map(actors.map((actor) => [actor, gates.waiting().find((step) => step.actor === actor)]))
      const able = actors.filter((actor) => first.get(actor))
      const goesOn = current !== undefined && able.includes(current)
      const order = goesOn ? [current!, ...able.filter((actor) => actor !== current)] : able
      const step = (actor: Actor): Choice => ({
        what: `${actor.name}: ${first.get(actor)!.what}`,
        take: () => {
          if (goesOn && actor !== current) left.switches -= 1
          current = actor
          first.get(actor)!.happen()
        },
      })
      const die = (actor: Actor): Choice => ({
        what: `${actor.name} dies`,
        take: () => {
          left.crashes -= 1
          gates.kill(actor)
        },
      })
      return [
        ...order.slice(0, goesOn && left.switches === 0 ? 1 : order.length).map(step),
        ...(left.crashes > 0 ? order.slice(0, goesOn ? 1 : order.length).map(die) : []),
      ]
    }

    try {
      await settled()
      for (let open = choices(); open.length > 0; open = choices()) {
        const taken: number = prefix[trail.length] ?? 0
        const { what, take } = open[taken]!
        trail.push({ taken, of: open.length, what })
        take()
        await settled()
        scene.check()
      }
      await scene.calm()
      scene.checkEnd()
    } catch (error) {
      const schedule = trail.map(({ what }) => what).join('\n')
      throw new Violation(`${(error as Error).message.slice(0, 300)}\n\n${schedule}`, { cause: error })
    }
    schedules += 1
    while (trail.length > 0 && trail.at(-1)!.taken + 1 >= trail.at(-1)!.of) trail.pop()
    prefix = trail.length > 0 ? [...trail.slice(0, -1).map(({ taken }) => taken), trail.at(-1)!.taken + 1] : undefined
  }
  return schedules
}
