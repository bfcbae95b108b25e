import { z } from 'zod'

/** A file of an import. One that is empty or too long fails alone. */
export const ImportFile = z.object({
  path: z.string().trim().min(1).max(500),
  content: z.string(),
  format: z.enum(['markdown', 'text']).default('markdown'),
})
export type ImportFile = z.output<typeof ImportFile>

export const CreateImport = z.object({
  project: z.string().trim().min(1).max(500),
  files: z.array(ImportFile).min(1).max(500),
})
export type CreateImport = z.output<typeof CreateImport>

export const ImportState = z.enum(['queued', 'running', 'done', 'failed'])

export const ImportAccepted = z.object({ import_id: z.string(), status: ImportState })
export type ImportAccepted = z.infer<typeof ImportAccepted>

/** `done` when every file was looked at, whatever became of it; `failed` when none of them could be stored. */
export const ImportRecord = z.object({
  import_id: z.string(),
  project: z.string(),
  status: ImportState,
  documents: z.array(
    z.object({
      document_id: z.string(),
      title: z.string(),
      path: z.string(),
      content_hash: z.string(),
      revision: z.int(),
      unchanged: z.boolean(),
    }),
  ),
  failed: z.array(z.object({ path: z.string(), error: z.string(), message: z.string() })),
  counts: z.object({ total: z.int(), imported: z.int(), unchanged: z.int(), failed: z.int() }),
  created_at: z.string(),
  ended_at: z.string().nullable(),
})
export type ImportRecord = z.infer<typeof ImportRecord>
