import { draftRoute, type DraftResponse } from '@synthwright/contracts'
import { delay } from '@synthwright/kernel'
import type { ApiClient } from '@synthwright/testing'
import { randomUUID } from 'node:crypto'
import { ferryGoal, importFerry } from '../ferry.ts'

/** Drafts the same document again and again: undisturbed or not, it must be the same bytes. */
export const ferryDrafts = async (api: ApiClient) => {
  const { projectId: project } = await importFerry(api)

  /** As a client does that asks again, under the same key, while nobody answers it. */
  const draft = async (headers: Record<string, string> = {}): Promise<DraftResponse> => {
    const request = {
      body: { goal: ferryGoal, project },
      headers: { 'idempotency-key': randomUUID(), ...headers },
    }
    for (;;) {
      const answer = await api.send(draftRoute, request).catch(() => undefined)
      if (answer?.status === 200) return answer.body as DraftResponse
      if (answer && answer.status < 500) throw new Error(`A draft was answered ${answer.status}: ${answer.text}`)
      await delay(50)
    }
  }
  return { project, draft, undisturbed: (await draft()).artifact.markdown }
}
