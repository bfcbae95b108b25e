import { engineVersion, type Engine } from '@synthwright/contracts'
import type { ConclusionInput } from './conclusion-input.ts'

/** How the draft was written: by whom, and what it cost. A document without any drafted section was written by nobody. */
export const engineBlock = ({ drafted, usage }: ConclusionInput): Engine => {
  const modes = new Set(drafted.map(({ draft_mode }) => draft_mode))
  const writer = drafted.find(({ draft_mode }) => draft_mode === 'llm') ?? drafted[0]
  return {
    version: engineVersion,
    draft_mode: modes.size > 1 ? 'mixed' : (drafted[0]?.draft_mode ?? 'extractive'),
    provider: writer?.provider ?? 'none',
    model: writer?.model ?? null,
    prompt_version: writer?.prompt_version ?? 'none',
    usage,
  }
}
