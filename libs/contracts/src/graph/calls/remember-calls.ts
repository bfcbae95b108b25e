import { z } from 'zod'
import { MemoryScope } from '../../core/principal.ts'
import { defineCall } from '../../core/call.ts'
import { service } from './parts.ts'

const id = z.string().min(1).max(200)

/** What a finished run asks to keep. Its ids follow from what it is, so that asking twice keeps one. */
export const ArtifactToRemember = z.object({
  artifact_id: id,
  memory_id: id,
  source_id: id,
  title: z.string(),
  /** Exactly the bytes whose hash the artifact names, as text. */
  content: z.string(),
  memory_scope: MemoryScope,
  /** The project of a project memory. */
  scope_key: z.string().nullable(),
  /** The project that the run was about. */
  project: z.string().nullable(),
  tags: z.array(z.string()),
  /** What the text cites. */
  source_ids: z.array(z.string()),
  metadata: z.record(z.string(), z.unknown()),
})
export type ArtifactToRemember = z.infer<typeof ArtifactToRemember>

/**
 * Stores an artifact: its memory, its entity and the edges to what it cites, all of it in one change. One that is there
 * already stays as it is.
 */
export const rememberArtifact = defineCall({
  service,
  callers: ['jobs'],
  name: 'remember-artifact',
  request: ArtifactToRemember,
  reply: z.object({ stored: z.boolean() }),
  errors: ['project_access_denied', 'memory_scope_not_granted', 'missing_scope_key'],
  timeoutMs: 15_000,
  effect: { command: 'artifact_id' },
})

/** Whether an artifact is stored, memory and entity. */
export const findRemembered = defineCall({
  service,
  callers: ['jobs'],
  name: 'find-remembered',
  request: z.object({ artifact_id: id, memory_id: id }),
  reply: z.object({ found: z.boolean() }),
  errors: [],
  timeoutMs: 5_000,
  effect: 'read',
})
