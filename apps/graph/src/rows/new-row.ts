import { sha256 } from '@synthwright/kernel'
import type { RowDraft } from './row.ts'

export const contentHash = (content: string): string => `sha256:${sha256(content)}`

type Given = Pick<RowDraft, 'id' | 'kind' | 'type' | 'name' | 'content' | 'projectId' | 'createdBy'> &
  Partial<Omit<RowDraft, 'contentLength' | 'contentHash' | 'createdAt' | 'updatedAt' | 'contentUpdatedAt' | 'deleted'>>

/** The first revision of a row; what is not given is empty. */
export const newRow = (given: Given, at: string): RowDraft => ({
  description: '',
  category: null,
  languages: [],
  tags: [],
  retrievalKeys: [],
  metadata: {},
  relations: [],
  ownerId: null,
  visibility: null,
  members: [],
  document: null,
  memory: null,
  correction: null,
  corrections: [],
  commandId: null,
  ...given,
  createdAt: at,
  updatedAt: at,
  contentUpdatedAt: at,
  contentLength: given.content.length,
  contentHash: contentHash(given.content),
  revision: 1,
  deleted: false,
})
