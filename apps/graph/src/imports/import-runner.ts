import { ImportDocument, type ImportFile } from '@synthwright/contracts'
import { AppError, isAppError, randomToken, toAppError, type Clock } from '@synthwright/kernel'
import { ownCommand } from '@synthwright/messaging'
import { log } from '@synthwright/telemetry'
import type { PreparedDocument } from '../documents/document-row.ts'
import { tooManyPassages } from '../documents/split-passages.ts'
import type { DocumentService } from '../documents/document.service.ts'
import type { FailedFile, ImportedFile, StagedFile, StoredImport } from './import.schema.ts'
import type { ImportRepository } from './import.repository.ts'
import type { OpenImportRepository } from './open-imports.repository.ts'

interface Parts {
  imports: ImportRepository
  open: OpenImportRepository
  documents: Pick<DocumentService, 'prepare' | 'storeMany'>
  clock: Clock
  leaseMs: number
}

/** Files stored in one step: few enough that others get their turn between two steps. */
const filesPerStep = 20
const charactersPerStep = 1_000_000

const stepOf = (files: readonly StagedFile[]): StagedFile[] => {
  let characters = 0
  return files.filter(({ content }, i) => {
    characters += content.length
    return i === 0 || characters <= charactersPerStep
  })
}

type Prepared = { file: PreparedDocument } | { failure: FailedFile }

const passagesIn = (prepared: Prepared) => ('file' in prepared ? prepared.file.document.passages : [])

/** Works on imports, step by step, each noted when it is done: whoever takes over goes on from there. */
export const createImportRunner = ({ imports, open, documents, clock, leaseMs }: Parts) => {
  const prepared = async (
    { principal, project }: StoredImport,
    { path, format, content }: ImportFile,
  ): Promise<Prepared> => {
    const failed = (message: string) => ({ failure: { path, error: 'validation_error', message } })
    const { data, error } = ImportDocument.safeParse({ project, path, format, content })
    if (!data) return failed(error.issues[0]?.message ?? 'invalid')
    try {
      return { file: await documents.prepare(principal, data) }
    } catch (error) {
      // A text that its thread dies of would end it again each time, and the files behind it would wait for ever.
      const isOfText = isAppError(error) && (error.code === 'validation_failed' || error.code === 'internal')
      if (isOfText) return failed(error.message)
      throw error
    }
  }

  const running = new Map<string, Promise<void>>()
  let timer: NodeJS.Timeout | undefined
  let stopping = false

  /** Stores files; without the right to do so all of them fail. */
  const store = async (
    { principal, project, commandId, next }: StoredImport,
    expectHeld: () => void,
    files: readonly PreparedDocument[],
  ): Promise<{ imported: ImportedFile[]; failed: FailedFile[] }> => {
    if (files.length === 0) return { imported: [], failed: [] }
    try {
      const command = ownCommand(`${commandId}:${next}`, expectHeld)
      const stored = await documents.storeMany(principal, command, project, files)
      const imported = stored.map(({ document_id, unchanged }, i) => ({
        id: document_id,
        path: files[i]!.given.path!,
        unchanged,
      }))
      return { imported, failed: [] }
    } catch (error) {
      if (!isAppError(error) || !(error.code === 'project_access_denied' || error.code === 'document_not_found'))
        throw error
      const { code, message } = error
      return { imported: [], failed: files.map(({ given }) => ({ path: given.path!, error: code, message })) }
    }
  }

  /** What this process stood still for counts as well: by a clock that goes on, others may have taken over. */
  const leaseFrom = (startedAt: number) => () => {
    if (performance.now() - startedAt >= leaseMs) throw new AppError('cancelled', 'The import is no longer ours')
  }

  const step = async (
    job: StoredImport,
    leaseId: string,
    expectHeld: () => void,
  ): Promise<StoredImport | undefined> => {
    const { teamId, commandId, _id } = job
    const files = stepOf(await imports.staged(teamId, commandId, job.next, filesPerStep))
    const results: Prepared[] = []
    for (const file of files) {
      const result = await prepared(job, file)
      // One change has no more passages than one document may have: it is stored, and put into the index, as one.
      if (results.length > 0 && tooManyPassages([...results, result].flatMap(passagesIn))) break
      results.push(result)
    }
    const fine = results.flatMap((result) => ('file' in result ? [result.file] : []))
    const { imported, failed } = await store(job, expectHeld, fine)
    const next = files.length === 0 ? job.files : files[results.length - 1]!.number + 1
    const change = {
      next,
      imported: [...job.imported, ...imported],
      failed: [...job.failed, ...results.flatMap((result) => ('failure' in result ? [result.failure] : [])), ...failed],
      leaseUntil: clock.now() + leaseMs,
    }
    const isLast = next >= job.files
    const end = {
      status: change.imported.length > 0 ? ('done' as const) : ('failed' as const),
      open: false,
      endedAt: clock.date(),
    }
    const isMine = await imports.progress(teamId, _id, leaseId, { ...change, ...(isLast ? end : {}) })
    return isMine && !isLast ? { ...job, ...change } : undefined
  }

  const work = async (teamId: string, _id: string): Promise<void> => {
    const leaseId = randomToken(16)
    const now = clock.now()
    let renewedAt = performance.now()
    const claimed = await imports.claim(teamId, _id, now, { leaseId, leaseUntil: now + leaseMs })
    for (let job = claimed; job && !stopping;) {
      const startedAt = performance.now()
      job = await step(job, leaseId, leaseFrom(renewedAt))
      renewedAt = startedAt
    }
    if (stopping) await imports.progress(teamId, _id, leaseId, { leaseUntil: 0 })
    else if (claimed) await imports.dropStaged(teamId, claimed.commandId)
  }

  /** Works on an import unless somebody does. What fails is taken up again when its lease has passed. */
  const run = (teamId: string, _id: string): Promise<void> => {
    const known = running.get(_id)
    if (known) return known
    const working = work(teamId, _id)
      .catch((error: unknown) => log.warn('An import waits to be gone on with', { teamId, error: toAppError(error) }))
      .finally(() => running.delete(_id))
    running.set(_id, working)
    return working
  }

  const takeUp = async (): Promise<void> => {
    try {
      for (const { teamId, _id } of await open.waiting(clock.now())) void run(teamId, _id)
    } catch (error) {
      log.warn('Imports could not be looked up', { error: toAppError(error) })
    }
  }

  return {
    run,
    /** Takes up what was left, now and from time to time. */
    start: async (): Promise<void> => {
      timer = setInterval(() => void takeUp(), leaseMs / 2)
      timer.unref()
      await takeUp()
    },
    /** Ends after the step that is under way; another replica goes on. */
    stop: async (): Promise<void> => {
      stopping = true
      clearInterval(timer)
      await Promise.all(running.values())
    },
  }
}

export type ImportRunner = ReturnType<typeof createImportRunner>
