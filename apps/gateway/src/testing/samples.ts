import type { Entity, HistoryEntry, PlanResponse, Project, RunRecord, RunView } from '@synthwright/contracts'
import type { z } from 'zod'

const at = '2026-03-02T00:00:00.000Z'

export const project: z.output<typeof Project> = {
  id: 'proj_1',
  name: 'Ferry',
  description: '',
  visibility: 'org',
  metadata: { status: 'active', repository_url: null, tech_stack: [] },
  created_at: at,
  updated_at: at,
}

export const entity: z.output<typeof Entity> = {
  id: 'decision_1',
  name: 'Use one queue',
  description: '',
  content: 'One durable queue per task.',
  entity_type: 'decision',
  category: null,
  languages: [],
  tags: [],
  metadata: {},
  retrieval_keys: [],
  revision: 1,
  created_at: at,
  updated_at: at,
  related: [],
}

export const planned = (runId = 'synth_1'): z.output<typeof PlanResponse> => ({
  run_id: runId,
  status: 'planned',
  request: { goal: 'g' },
  outline: { title: 'The Ferry', output_type: 'documentation', audience: null, sections: [] },
  source_packs: [],
  verification: { status: 'pending', source_count: 0, gap_count: 0, gaps: [] },
  snapshot_digest: 'sha256:00',
  retrieval: {
    lanes: { lexical: 'ok', exact: 'ok', vector: 'off', graph: 'ok' },
    degraded: false,
    failures: [],
  },
  notices: [],
})

const record = {
  parent_run_id: null,
  created_by: 'user_1',
  created_at: at,
  started_at: at,
  ended_at: at,
  progress: { sections_done: 0, sections_total: 0 },
  snapshot: null,
  timings_ms: { plan: 1, draft: 1, verify: 1, remember: null },
  stale: { is_stale: false, changed_source_ids: [] },
  error: null,
  withheld: false,
}

const verification = { status: 'pass' as const, source_count: 0, gap_count: 0, gaps: [] }

/** The record of a draft that succeeded. */
export const drafted = (runId: string): z.output<typeof RunRecord> => ({
  ...planned(runId),
  ...record,
  kind: 'draft',
  status: 'verified',
  verification,
  artifact: {
    artifact_id: 'art_1',
    format: 'markdown',
    title: 'The Ferry',
    markdown: '# The Ferry\n',
    json_payload: {
      title: 'The Ferry',
      output_type: 'documentation',
      audience: null,
      sections: [],
      sources: [],
      counts: { hidden: 0, redacted: 0, corrected: 0 },
      verification: { status: 'pass', source_count: 0, gap_count: 0 },
    },
    source_ids: [],
    section_source_ids: {},
    generated_text_hash: 'sha256:00',
    verification,
    remembered_memory_id: null,
    remembered_source_id: null,
    citations: [],
  },
  engine: {
    version: '1',
    draft_mode: 'extractive',
    provider: 'offline',
    model: null,
    prompt_version: '1',
    usage: { input_tokens: 0, output_tokens: 0 },
  },
})

/** The record of a verification that succeeded. */
export const verified = (runId: string): z.output<typeof RunRecord> => ({
  ...record,
  run_id: runId,
  kind: 'verify',
  status: 'verified',
  request: {},
  verification,
  retrieval: planned().retrieval,
  notices: [],
  text_hash: 'sha256:00',
  sentences: [],
  artifact_id: null,
  remembered_memory_id: null,
  remembered_source_id: null,
})

/** The record of a run that ended without a result. */
export const failed = (runId: string, code: string): z.output<typeof RunRecord> => ({
  ...record,
  run_id: runId,
  kind: 'draft',
  status: 'failed',
  request: null,
  error: { code, message: 'at /srv/secret' },
})

export const runView = (runId: string, status: RunView['status'] = 'running'): RunView => ({
  run_id: runId,
  kind: 'artifact.draft',
  status,
  parent_run_id: null,
  steps: [],
  progress: { done: 0, total: 1 },
  attempts: 0,
  usage: { inputTokens: 0, outputTokens: 0, modelCalls: 0 },
  error: null,
  version: 1,
  created_at: at,
  created_by: 'user_1',
  started_at: at,
  ended_at: null,
})

export const entry = (seq: number, type: HistoryEntry['type'] = 'task.done'): HistoryEntry => ({ seq, at, type })
