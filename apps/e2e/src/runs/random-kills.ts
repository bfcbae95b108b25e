import { serviceNames, type ServiceName } from '@synthwright/contracts'
import { delay } from '@synthwright/kernel'
import type { System } from '@synthwright/testing'
import { isDead } from './dead.ts'

type Victim = ServiceName | 'broker' | 'store'
const victims: readonly Victim[] = [...serviceNames, 'broker', 'store']

/** A service whose dependency dies while it starts gives up; whoever supervises it starts it again. */
const supervised = async (restart: () => Promise<void>): Promise<void> => {
  for (let tries = 1; ; tries += 1)
    try {
      return await restart()
    } catch (error) {
      if (tries === 5) throw error
    }
}

/** Kills the processes of a system, one at a time each, and starts them again. */
export const randomKills = (system: System, random: () => number) => {
  const busy = new Map<Victim, Promise<void>>()
  const kills = new Map<string, number>()

  const killOne = async (victim: Victim): Promise<void> => {
    const target = victim === 'broker' || victim === 'store' ? system[victim] : system.services.get(victim)!
    const wipe = victim === 'broker' && random() < 0.5
    const { pid } = target
    await target.kill()
    if (!isDead(pid)) throw new Error(`${victim} is still there`)
    await supervised(() => (wipe ? system.broker.restart({ wipe }) : target.restart()))
    const name = wipe ? 'broker, wiped' : victim
    kills.set(name, (kills.get(name) ?? 0) + 1)
  }

  return {
    /** Kills somebody within `withinMs`, and resolves when he is back. */
    async kill(withinMs: number): Promise<void> {
      const victim = victims[Math.floor(random() * victims.length)]!
      await delay(random() * withinMs)
      const turn = (busy.get(victim) ?? Promise.resolve()).then(() => killOne(victim))
      busy.set(victim, turn)
      await turn
    },
    /** How often who was killed. */
    kills: () => Object.fromEntries(kills),
  }
}
