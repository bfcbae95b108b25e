import { AppError } from '@synthwright/kernel'
import type { OwnerCommit } from '../../engine/commits/owner-commit.ts'
import type { StartOwner } from '../../engine/commits/start-owner.ts'
import type { RunStart } from '../../engine/new-run.ts'
import type { Actor, Gates } from './gates.ts'

/** What a run works on: busy with one run at a time, and listing the runs whose rows show. */
export interface Owner {
  busyWith: RunStart | null
  lists: string[]
  archived: boolean
  /** All rows ever stored, by id; those of runs that are not listed show nowhere. */
  rows: Map<string, number>
  /** Rows that cannot be made: whoever prepares them fails for good. */
  spoilt: boolean
}

export const newOwner = (): Owner => ({ busyWith: null, lists: [], archived: false, rows: new Map(), spoilt: false })

const rowsPerRun = 2

/** The rules that an owner keeps; each can be left out, to see what they are for. */
export interface OwnerRules {
  /** The same start taken again keeps run and command of the first. */
  keepsCommand: boolean
  /** Lists a run only while it names it. */
  listsOnlyItsOwn: boolean
  /** Rows have ids of the run and their number. */
  derivesRowIds: boolean
  /** Is freed of a run that could not be made. */
  isFreedOfUnmade: boolean
  /** Says whether it lists a run; else that is taken for granted. */
  saysWhatItLists: boolean
}

export const allOwnerRules: OwnerRules = {
  keepsCommand: true,
  listsOnlyItsOwn: true,
  derivesRowIds: true,
  isFreedOfUnmade: true,
  saysWhatItLists: true,
}

/** An owner as one actor reaches it, one operation on the store at a time. */
export const ownerAs = (
  owner: Owner,
  actor: Actor,
  { gates, rules, isMade }: { gates: Gates; rules: OwnerRules; isMade: (run: string) => boolean },
): StartOwner & OwnerCommit => {
  const step = <T>(what: string, act: () => T) => gates.pass(actor, what, act)
  const isBusyWith = (run: string) => owner.busyWith?.runId === run

  return {
    take: (start) => step('take the owner', () => owner.busyWith === null && ((owner.busyWith = start), true)),
    kept: () =>
      step('ask the owner', () =>
        owner.busyWith && !rules.keepsCommand ? { ...owner.busyWith, commandId: '' } : (owner.busyWith ?? undefined),
      ),
    release: ({ run }) =>
      step('free the owner', () => {
        if (isBusyWith(run) && (rules.isFreedOfUnmade || isMade(run))) owner.busyWith = null
      }),
    allKept: () => step('look at all owners', () => (owner.busyWith ? [owner.busyWith] : [])),

    prepare: async ({ _id }) => {
      for (let n = 0; n < rowsPerRun; n += 1)
        await step(`store row ${n}`, () => {
          if (owner.spoilt) throw new AppError('internal', 'A row cannot be made')
          const id = rules.derivesRowIds ? `${_id}.${n}` : `${_id}.${owner.rows.size}`
          owner.rows.set(id, n)
        })
    },
    attach: ({ _id }) =>
      step('list the run', () => {
        if (owner.lists.includes(_id)) return true
        if (rules.listsOnlyItsOwn && (!isBusyWith(_id) || owner.archived)) return false
        owner.lists.push(_id)
        return true
      }),
    lists: ({ _id }) =>
      step('ask whether the run is listed', () => !rules.saysWhatItLists || owner.lists.includes(_id)),
    abandon: ({ _id }) =>
      step('take the owner away', () => {
        if (isBusyWith(_id) && !owner.lists.includes(_id)) owner.busyWith = null
      }),
  }
}

export { rowsPerRun }
