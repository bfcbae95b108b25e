import type { ImportFile } from '@synthwright/contracts'
import { isAppError } from '@synthwright/kernel'
import type { Store } from '@synthwright/persistence'
import { imports, stagedFiles, type StagedFile, type StoredImport } from './import.schema.ts'

export type ImportRepository = ReturnType<typeof createImportRepository>

export interface Lease {
  leaseId: string
  leaseUntil: number
}

const importId = (teamId: string, id: string): string => `${teamId}/${id}`

export const createImportRepository = (store: Store) => {
  const jobs = store.teamRepository(imports)
  const files = store.teamRepository(stagedFiles)

  const insertOnce = async (insert: () => Promise<void>): Promise<void> => {
    try {
      await insert()
    } catch (error) {
      if (!isAppError(error) || error.code !== 'already_exists') throw error
    }
  }

  return {
    /** Puts files down; those that are there already stay. */
    async stage(
      teamId: string,
      commandId: string,
      from: number,
      staged: readonly ImportFile[],
      at: Date,
    ): Promise<void> {
      const rows = staged.map((file, i) => ({
        ...file,
        _id: `${teamId}/${commandId}/${from + i}`,
        commandId,
        number: from + i,
        createdAt: at,
      }))
      try {
        await files.insertMany(teamId, rows)
      } catch (error) {
        if (!isAppError(error) || error.code !== 'already_exists') throw error
        for (const row of rows) await insertOnce(() => files.insert(teamId, row))
      }
    },

    countStaged: (teamId: string, commandId: string): Promise<number> => files.count(teamId, { commandId }),

    /** Files from a number on. */
    staged: (teamId: string, commandId: string, from: number, limit: number): Promise<StagedFile[]> =>
      files.find(teamId, { commandId, number: { $gte: from } }, { sort: { number: 1 }, limit }),

    dropStaged: async (teamId: string, commandId: string): Promise<void> => {
      await files.delete(teamId, { commandId })
    },

    ofCommand: (teamId: string, commandId: string) => jobs.findOne(teamId, { commandId }),

    find: (teamId: string, id: string) => jobs.findOne(teamId, { _id: importId(teamId, id) }),

    /** Does nothing when the command has its import already. */
    insert: (teamId: string, id: string, job: Omit<StoredImport, '_id' | 'teamId'>): Promise<void> =>
      insertOnce(() => jobs.insert(teamId, { ...job, _id: importId(teamId, id) })),

    /** Takes the import over unless somebody works on it. */
    claim: (teamId: string, _id: string, now: number, lease: Lease) =>
      jobs.findAndUpdate(
        teamId,
        { _id, open: true, leaseUntil: { $lt: now } },
        { $set: { ...lease, status: 'running' } },
      ),

    /** Notes how far it has come. @returns false when somebody else has taken over */
    progress: async (
      teamId: string,
      _id: string,
      leaseId: string,
      change: Partial<
        Pick<StoredImport, 'next' | 'imported' | 'failed' | 'leaseUntil' | 'status' | 'open' | 'endedAt'>
      >,
    ): Promise<boolean> => (await jobs.update(teamId, { _id, leaseId, open: true }, { $set: change })) > 0,
  }
}
