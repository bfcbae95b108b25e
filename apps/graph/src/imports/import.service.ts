import type { ImportAccepted, ImportFile, ImportRecord, Principal } from '@synthwright/contracts'
import { AppError, newId, type Clock } from '@synthwright/kernel'
import { requireProject, viewOf, type View } from '../access/view.ts'
import type { Replicas } from '../changes/replicas.ts'
import type { ImportRepository } from './import.repository.ts'
import type { ImportRunner } from './import-runner.ts'
import type { StoredImport } from './import.schema.ts'

interface Parts {
  replicas: Replicas
  imports: ImportRepository
  runner: Pick<ImportRunner, 'run'>
  clock: Clock
}

export type ImportService = ReturnType<typeof createImportService>

const notFound = (): AppError => new AppError('import_not_found', 'Import not found')

const idOf = ({ _id, teamId }: StoredImport): string => _id.slice(teamId.length + 1)

/** An import as a reader of its project may see it now: documents that are gone or hidden since are left out. */
const recordOf = (job: StoredImport, view: View): ImportRecord => {
  const unchanged = job.imported.filter((file) => file.unchanged).length
  return {
    import_id: idOf(job),
    project: job.project,
    status: job.status,
    documents: job.imported.flatMap(({ id, unchanged }) => {
      const row = view.find(id)
      if (!row) return []
      return [
        {
          document_id: id,
          title: row.name,
          // A path is text of its document, and goes with it.
          path: row.document?.path ?? row.name,
          content_hash: row.contentHash,
          revision: row.revision,
          unchanged,
        },
      ]
    }),
    failed: job.failed,
    counts: {
      total: job.files,
      imported: job.imported.length - unchanged,
      unchanged,
      failed: job.failed.length,
    },
    created_at: job.createdAt.toISOString(),
    ended_at: job.endedAt?.toISOString() ?? null,
  }
}

export const createImportService = ({ replicas, imports, runner, clock }: Parts) => {
  const requireContributor = (principal: Principal, project: string): Promise<unknown> =>
    replicas
      .of(principal.teamId)
      .read((index) => requireProject(viewOf(index, principal), project, 'project_contributor'))

  return {
    /** Puts files down for an import; the same ones again change nothing. */
    async stage(
      principal: Principal,
      { commandId, project, from, files }: { commandId: string; project: string; from: number; files: ImportFile[] },
    ): Promise<{ staged: number }> {
      await requireContributor(principal, project)
      await imports.stage(principal.teamId, commandId, from, files, clock.date())
      return { staged: files.length }
    },

    /** Begins an import of the files that were put down under its command. A repeated command has one import. */
    async start(
      principal: Principal,
      { commandId, project, files }: { commandId: string; project: string; files: number },
    ): Promise<ImportAccepted> {
      await requireContributor(principal, project)
      const { teamId } = principal
      if (!(await imports.ofCommand(teamId, commandId))) {
        if ((await imports.countStaged(teamId, commandId)) !== files) throw notFound()
        await imports.insert(teamId, newId('import'), {
          project,
          principal,
          commandId,
          files,
          status: 'queued',
          open: true,
          next: 0,
          imported: [],
          failed: [],
          leaseUntil: 0,
          leaseId: '',
          createdAt: clock.date(),
          endedAt: null,
        })
      }
      const job = await imports.ofCommand(teamId, commandId)
      if (!job) throw notFound()
      if (job.open) void runner.run(teamId, job._id)
      return { import_id: idOf(job), status: job.status }
    },

    async get(principal: Principal, importId: string): Promise<ImportRecord> {
      const job = await imports.find(principal.teamId, importId)
      return replicas.of(principal.teamId).read((index) => {
        const view = viewOf(index, principal)
        if (!job || view.roleOver(job.project) === null) throw notFound()
        return recordOf(job, view)
      })
    },
  }
}
