import { TextCache } from '../index/text-cache.ts'
import type { Change } from './change.ts'
import { TeamReplica, type ReplicaOptions } from './team-replica.ts'

export interface ReplicasOptions extends Pick<ReplicaOptions, 'changes' | 'rows' | 'clock'> {
  /** Characters of indexed text above which the team unused for longest is unloaded. */
  readonly maxCharacters: number
  /** Characters of text kept beside the indexes, for quoting. */
  readonly maxCachedCharacters: number
  readonly written: (teamId: string, rev: number) => void
  readonly audited: (teamId: string, change: Change) => void
  /** Told when a team is used that was not loaded. */
  readonly opened: (teamId: string) => void
}

export type Replicas = ReturnType<typeof createReplicas>

/** The teams this process has in memory, each loaded when it is first used. */
export const createReplicas = (options: ReplicasOptions) => {
  const texts = new TextCache(options.maxCachedCharacters)
  const loaded = new Map<string, TeamReplica>()

  /** A replica that is unloaded while it answers still answers: it only is no longer kept. */
  const unloadIdle = (): void => {
    let characters = [...loaded.values()].reduce((sum, replica) => sum + replica.characters, 0)
    for (const [teamId, replica] of loaded) {
      if (characters <= options.maxCharacters || loaded.size === 1) return
      loaded.delete(teamId)
      characters -= replica.characters
    }
  }

  return {
    /** The team's replica, most recently used from now on. */
    of(teamId: string): TeamReplica {
      const known = loaded.get(teamId)
      const replica =
        known ??
        new TeamReplica({
          ...options,
          teamId,
          texts,
          written: (rev) => options.written(teamId, rev),
          audited: (change) => options.audited(teamId, change),
        })
      loaded.delete(teamId)
      loaded.set(teamId, replica)
      if (!known) {
        unloadIdle()
        options.opened(teamId)
      }
      return replica
    },

    /** Catches up early with what another replica wrote, if the team is in memory. */
    async hear(teamId: string): Promise<void> {
      await loaded.get(teamId)?.catchUp()
    },

    async settled(): Promise<void> {
      await Promise.all([...loaded.values()].map((replica) => replica.settled()))
    },
  }
}
