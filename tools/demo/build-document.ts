import { createProjectRoute, draftRoute, importDocumentRoute, type DraftResponse } from '@synthwright/contracts'
import type { ApiClient } from '@synthwright/testing'
import { PlainError } from '../bootstrap/say.mjs'
import type { OwnDocument } from './own-documents.ts'

/** Makes a project of the documents; resolves with its id and the path behind each document id. */
export const importAll = async (api: ApiClient, documents: readonly OwnDocument[], signal: AbortSignal) => {
  const project = await api.expect(createProjectRoute, { signal, body: { name: 'Synthwright' } })
  const paths = new Map<string, string>()
  for (const { path, content } of documents) {
    const imported = await api.expect(importDocumentRoute, { signal, body: { project: project.id, path, content } })
    paths.set(imported.document_id, path)
  }
  return { projectId: project.id, paths }
}

/** Drafts a document from the project and verifies it, in one request. */
export const draft = async (
  api: ApiClient,
  request: { goal: string; project: string },
  signal: AbortSignal,
): Promise<DraftResponse> => {
  const drafted = await api.expect(draftRoute, { signal, body: request })
  if (!('artifact' in drafted)) throw new PlainError(`The draft did not end within its deadline (${drafted.run_id}).`)
  return drafted
}
