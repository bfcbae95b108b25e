import type { AuditEntry } from '@synthwright/contracts'
import { AppError } from '@synthwright/kernel'
import type { AllTeamsRepository } from '../../engine/all-teams.repository.ts'
import type { BlobRepository } from '../../engine/blob.repository.ts'
import type { RunRepository } from '../../engine/run.repository.ts'
import type { RunDocument, Tombstone } from '../../engine/run.ts'
import type { Actor, Gates } from './gates.ts'

/** Looks at each write of a run: the document before it, if there was one, and after it. */
export type OnWrite = (before: RunDocument | undefined, after: RunDocument) => void

export interface MemoryStore {
  readonly runs: ReadonlyMap<string, RunDocument>
  readonly blobs: ReadonlyMap<string, unknown>
  /** The store as one actor reaches it: every operation passes a gate. */
  as(actor: Actor): { runs: RunRepository; all: Pick<AllTeamsRepository, 'due'>; blobs: BlobRepository }
}

/** What is stored is shared, and fails whoever changes it in place. */
const frozen = <T>(value: T): T => {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  Object.freeze(value)
  for (const name in value) if (typeof value[name] === 'object') frozen(value[name])
  return value
}

/** What the engine does at the store; each can be left out, to see what it is for. */
export interface StoreRules {
  /** A write names the version that it was made from. */
  comparesVersions: boolean
  /** A claim that lost its comparison is tried again; else whoever lost finds nothing. */
  triesLostClaimsAgain: boolean
  /** Audit entries are taken out by their ids; else the list is emptied. */
  takesAuditById: boolean
}

export const allStoreRules: StoreRules = { comparesVersions: true, triesLostClaimsAgain: true, takesAuditById: true }

/** A store that keeps documents in memory, with the compare-and-set and the unique indexes of the real one. */
export const createMemoryStore = (gates: Gates, onWrite: OnWrite, rules: StoreRules): MemoryStore => {
  const runs = new Map<string, RunDocument>()
  const blobs = new Map<string, unknown>()

  const write = (after: RunDocument): void => {
    const before = runs.get(after._id)
    runs.set(after._id, frozen(after))
    onWrite(before, after)
  }
  const one = (matches: (run: RunDocument) => boolean) => [...runs.values()].find(matches)

  const as = (actor: Actor) => {
    const step = <T>(what: string, act: () => T) => gates.pass(actor, what, act)
    const lostClaims = new Set<string>()
    const repository: RunRepository = {
      find: (team, id) =>
        step(`find ${id}`, () =>
          lostClaims.delete(id) ? undefined : one((run) => run._id === id && run.teamId === team && !run.deleted),
        ),
      findEvenDeleted: (team, id) => step(`find ${id}`, () => one((run) => run._id === id && run.teamId === team)),
      findByCommand: (team, commandId) =>
        step(`find by ${commandId}`, () => one((run) => run.commandId === commandId && run.teamId === team)),
      insert: (run) =>
        step(`insert ${run._id}`, () => {
          const existing = one(({ _id, commandId }) => _id === run._id || commandId === run.commandId)
          if (existing) return existing
          if (one(({ locks }) => locks?.some((lock) => run.locks?.includes(lock)) ?? false))
            throw new AppError('lock_held', 'Another run holds what this one needs')
          write(run)
          return undefined
        }),
      replace: (next: RunDocument | Tombstone, version) =>
        step(`replace ${next._id} v${next.version}`, () => {
          const stored = runs.get(next._id)
          if (!stored || (rules.comparesVersions && stored.version !== version)) {
            if (!rules.triesLostClaimsAgain && next.history.at(-1)?.type === 'task.claimed') lostClaims.add(next._id)
            return false
          }
          write(next as RunDocument)
          return true
        }),
      addAudit: (_team, id, entries, wakeAt) =>
        step(`add audit ${id}`, () => {
          const { audit, version, ...run } = runs.get(id)!
          write({ ...run, audit: [...audit, ...entries], version: version + 1, wakeAt, expiresAt: null })
        }),
      takeAudit: (sent, ids, whole) =>
        step(`take audit ${sent._id}`, () => {
          const run = runs.get(sent._id)!
          const audit = rules.takesAuditById ? run.audit.filter(({ id }: AuditEntry) => !ids.includes(id)) : []
          const then = whole && run.version === sent.version ? { wakeAt: null, ...whole } : {}
          write({ ...run, audit, version: run.version + 1, ...then })
        }),
      list: () => Promise.reject(new Error('nobody lists')),
      listIds: () => Promise.reject(new Error('nobody lists')),
    }

    return {
      runs: repository,
      all: {
        due: (until: number, after: RunDocument | null) =>
          step('find what is due', () =>
            after
              ? []
              : [...runs.values()]
                  .filter(({ wakeAt }) => wakeAt !== null && wakeAt <= until)
                  .sort((a, b) => a.wakeAt! - b.wakeAt! || a._id.localeCompare(b._id)),
          ),
      },
      blobs: {
        write: (_team: string, _run: string, name: string, value: unknown) =>
          step(`write ${name}`, () => void (blobs.has(name) || blobs.set(name, value))),
        read: <T>(_team: string, name: string) => Promise.resolve(blobs.get(name) as T),
        delete: (_team: string, names: readonly string[]) =>
          step('delete blobs', () => names.filter((name) => blobs.delete(name)).length),
      },
    }
  }

  return {
    runs,
    blobs,
    as,
  }
}
