import type {
  ArtifactPlan,
  Conclusion,
  DraftResponse,
  Gap,
  HandbookResponse,
  Notice,
  PlanResponse,
  Verification,
  VerifyResponse,
} from '@synthwright/contracts'

/** What a request that has no effect yet is answered with, so that nothing is ignored in silence. */
const unknownFieldNotices = (fields: string[]): Notice[] =>
  fields.map((field) => ({ code: 'unknown_field', section_id: null, ids: [field], detail: null }))

/** A gap of the whole run names no section: in runs of earlier releases that is null, in every answer the empty string. */
const told = (verification: Verification): Verification => ({
  ...verification,
  gaps: verification.gaps.map((gap) => ({ ...gap, section_id: gap.section_id ?? '' })),
})

const sectionGaps = (gaps: Gap[], sectionId: string) => gaps.filter(({ section_id }) => section_id === sectionId)

/** The answer of a finished draft: its plan with the verdict, the gaps of each section brought up to it, the artifact. */
export const draftAnswer = (
  runId: string,
  request: Record<string, unknown>,
  plan: ArtifactPlan,
  conclusion: Conclusion,
): DraftResponse => ({
  run_id: runId,
  ...plan.body,
  status: 'verified',
  request,
  outline: {
    ...plan.body.outline,
    sections: plan.body.outline.sections.map((section) => ({
      ...section,
      gaps: sectionGaps(conclusion.verification.gaps, section.section_id),
    })),
  },
  verification: told(conclusion.verification),
  notices: [...plan.body.notices, ...conclusion.notices],
  artifact: { ...conclusion.artifact!, verification: told(conclusion.artifact!.verification) },
  engine: conclusion.engine!,
})

/** The answer of a finished verification. */
export const verifyAnswer = (
  runId: string,
  parentRunId: string | null,
  unknownFields: string[],
  conclusion: Conclusion,
): VerifyResponse => ({
  run_id: runId,
  parent_run_id: parentRunId,
  status: 'verified',
  text_hash: conclusion.text_hash,
  verification: told(conclusion.verification),
  sentences: conclusion.sentences,
  retrieval: {
    lanes: { lexical: 'ok', exact: 'ok', vector: 'off', graph: 'ok' },
    degraded: false,
    failures: [],
  },
  notices: [...unknownFieldNotices(unknownFields), ...conclusion.notices],
  artifact_id: null,
  remembered_memory_id: null,
  remembered_source_id: null,
})

/** The answer of a plan, with the id it is stored under. */
export const planAnswer = (runId: string, plan: ArtifactPlan): PlanResponse => ({
  run_id: runId,
  ...plan.body,
  verification: told(plan.body.verification),
})

/** What a handbook says, beside the id of its run. */
export const handbookAnswer = (
  project: string,
  { artifact, verification }: Conclusion,
): Omit<HandbookResponse, 'run_id'> => ({
  project,
  markdown: artifact!.markdown,
  source_ids: artifact!.source_ids,
  verification: told(verification),
})
