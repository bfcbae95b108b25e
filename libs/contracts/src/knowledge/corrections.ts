import { z } from 'zod'
import { optionalText, unlessNull, wholeNumber } from '../core/given.ts'

export const correctionActions = ['hide', 'redact', 'supersede', 'mark_duplicate', 'mark_stale', 'restore'] as const
export const CorrectionAction = z.enum(correctionActions)
export type CorrectionAction = z.infer<typeof CorrectionAction>

const rowId = optionalText(200)

export const CorrectSource = z
  .object({
    action: CorrectionAction,
    reason: optionalText(2_000).transform((reason) => reason ?? ''),
    replacement_source_id: rowId,
    duplicate_of_source_id: rowId,
    expected_revision: unlessNull(wholeNumber(1, Number.MAX_SAFE_INTEGER)),
  })
  .superRefine(({ action, replacement_source_id, duplicate_of_source_id }, context) => {
    const needs = (field: string) => context.addIssue({ code: 'custom', path: [field], message: `${action} needs it` })
    if (action === 'supersede' && replacement_source_id === null) needs('replacement_source_id')
    if (action === 'mark_duplicate' && duplicate_of_source_id === null) needs('duplicate_of_source_id')
  })
  .meta({
    allOf: [
      ...[['supersede', 'replacement_source_id'] as const, ['mark_duplicate', 'duplicate_of_source_id'] as const].map(
        ([action, field]) => ({
          if: { properties: { action: { const: action } }, required: ['action'] },
          then: { properties: { [field]: { type: 'string', pattern: '\\S' } }, required: [field] },
        }),
      ),
    ],
  })
export type CorrectSource = z.output<typeof CorrectSource>

export const LifecycleState = z.enum(['active', 'hidden', 'redacted', 'superseded', 'duplicate', 'stale'])
export type LifecycleState = z.infer<typeof LifecycleState>

export const Corrected = z.object({
  /** Whether it can be done; false for what cannot be corrected, such as a project. */
  allowed: z.boolean(),
  /** Whether it was done now; false for a preview and for what was so already. */
  applied: z.boolean(),
  target_lifecycle_state: LifecycleState,
  affected_source_ids: z.array(z.string()),
  /** Artifacts that rest on them, as far as the caller may read them. */
  affected_derived_ids: z.array(z.string()),
  reversible: z.boolean(),
  recall_impact: z.enum(['none', 'removed', 'masked', 'replaced', 'collapsed', 'ranked_last', 'returned']),
  synthesis_impact: z.object({ excluded_from_synthesis: z.boolean(), affected_run_ids: z.array(z.string()) }),
  audit_action: z.string(),
})
export type Corrected = z.infer<typeof Corrected>

export const InspectedSource = z.object({
  source_id: z.string(),
  type: z.string(),
  name: z.string(),
  lifecycle_state: LifecycleState,
  replacement_source_id: z.string().nullable(),
  duplicate_of_source_id: z.string().nullable(),
  revision: z.int(),
  created_at: z.string(),
  updated_at: z.string(),
  /** Decisions about it, oldest first. */
  history: z.array(
    z.object({
      action: CorrectionAction,
      target_id: z.string().nullable(),
      reason: z.string(),
      at: z.string(),
      principal_id: z.string(),
    }),
  ),
  /** Artifacts that rest on it, as far as the caller may read them. */
  derived_ids: z.array(z.string()),
})
export type InspectedSource = z.infer<typeof InspectedSource>
