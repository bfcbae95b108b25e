import type { Depth } from '@synthwright/contracts'

export interface DepthLimits {
  readonly coreOnly: boolean
  /** Most topic sections; the cap on sections holds besides. */
  readonly topics: number
  /** Sources a topic needs. */
  readonly topicSources: number
  /** Rows retrieved for the whole document. */
  readonly pool: number
  readonly packSize: number
  /** Slots of a pack that neighbours may take. */
  readonly reserved: number
  readonly previewCharacters: number
  readonly sentences: { readonly min: number; readonly max: number }
  /** Text of one source handed to whoever drafts a section. */
  readonly materialCharacters: number
}

export const depthLimits: Record<Depth, DepthLimits> = {
  brief: {
    coreOnly: true,
    topics: 0,
    topicSources: 3,
    pool: 60,
    packSize: 4,
    reserved: 1,
    previewCharacters: 240,
    sentences: { min: 2, max: 3 },
    materialCharacters: 3_000,
  },
  standard: {
    coreOnly: false,
    topics: 2,
    topicSources: 3,
    pool: 120,
    packSize: 8,
    reserved: 3,
    previewCharacters: 480,
    sentences: { min: 4, max: 6 },
    materialCharacters: 4_500,
  },
  deep: {
    coreOnly: false,
    topics: 12,
    topicSources: 2,
    pool: 240,
    packSize: 16,
    reserved: 6,
    previewCharacters: 1_200,
    sentences: { min: 8, max: 12 },
    materialCharacters: 7_000,
  },
}
