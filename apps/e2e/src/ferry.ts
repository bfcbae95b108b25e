import { createEntityRoute, createProjectRoute, importDocumentRoute } from '@synthwright/contracts'
import type { ApiClient } from '@synthwright/testing'

const overview = `# Ferry: an overview

Ferry moves freight documents between harbours and customs offices. The project gives every harbour one queue, and it keeps the documents of a voyage together until the customs office has confirmed them.

## Who uses it

Harbour masters hand in the documents of a voyage before the ship leaves. Customs officers read them on arrival and confirm or refuse each of them. The Ferry queue design has to serve both, because a refused document goes back to the harbour that sent it.
`

const implementation = `# How the Ferry queue works

## Leases

A worker claims a document from the queue and holds it by a lease of 30 seconds. The worker renews its lease every 10 seconds while it checks the document. A worker that dies loses its lease, and the document is queued again for another worker.

## Storage

Documents are stored in an object store, and the queue holds only their names. The implementation uses a pattern of small messages, since large messages slow the broker down. Each message is at most 4,096 bytes long.

## Configuration

The procedure for a new harbour is short: an operator creates the queue, sets its limits, and tests it with a single document. The configuration of a queue is kept beside the code.
`

const risks = `# Risks and gaps of Ferry

The largest risk is a harbour that loses its connection for more than 24 hours, because its queue then fills up. A known gap is the missing alarm for queues that nobody reads. An error in the customs interface can refuse every document of a voyage, and the team has no procedure for that yet.
`

/** A project about a ferry company's queues: three documents and a decision, enough for every section of a draft. */
export const importFerry = async (api: ApiClient): Promise<{ projectId: string; decisionId: string }> => {
  const { id: projectId } = await api.expect(createProjectRoute, { body: { name: 'Ferry' } })
  for (const [path, content] of Object.entries({
    'overview.md': overview,
    'queue.md': implementation,
    'risks.md': risks,
  }))
    await api.expect(importDocumentRoute, { body: { project: projectId, path, format: 'markdown', content } })
  const { id: decisionId } = await api.expect(createEntityRoute, {
    body: {
      name: 'Use one queue per harbour',
      entity_type: 'decision',
      content:
        'The Ferry design gives every harbour one durable queue of its own, as the team decided on 2026-03-02. A shared queue was rejected because one slow harbour would hold up all the others.',
      metadata: { project_id: projectId },
    },
  })
  return { projectId, decisionId }
}

export const ferryGoal = 'Document the Ferry queue design for new engineers'
