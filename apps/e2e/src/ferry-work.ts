import { createEntityRoute, createTaskRoute } from '@synthwright/contracts'
import type { ApiClient } from '@synthwright/testing'

interface Work {
  openTask: string
  doneTask: string
  errorPattern: string
}

const entities = [
  {
    name: 'Broker upgrade',
    entity_type: 'milestone',
    content:
      'The Ferry queue moves to the new broker in harbour week 30. Every harbour keeps its queue during the move.',
  },
  {
    name: 'Lease measurement',
    entity_type: 'claim',
    content: 'A measured test showed that the Ferry queue hands out a document again 31 seconds after its worker died.',
  },
  {
    name: 'Customs outage',
    entity_type: 'event',
    content: 'The customs interface of the Ferry queue was down for 5 hours on 2026-02-14. No document was lost.',
  },
  {
    name: 'Queue defaults changed',
    entity_type: 'episode',
    content: 'The Ferry queue changed its default limit from 500 to 2,000 documents. Older configurations keep 500.',
  },
]

/** Work, results and troubles beside what `importFerry` brings in: enough for every kind of document. */
export const addFerryWork = async (api: ApiClient, projectId: string): Promise<Work> => {
  const metadata = { project_id: projectId }
  const task = (title: string, description: string, status: 'todo' | 'done') =>
    api.expect(createTaskRoute, { body: { title, description, status, project_id: projectId } })
  const { id: openTask } = await task(
    'Alarm for unread queues',
    'The next release of the Ferry queue gets an alarm for queues that nobody reads. It rings after 10 minutes.',
    'todo',
  )
  const { id: doneTask } = await task(
    'Renew leases in time',
    'Workers of the Ferry queue now renew their leases every 10 seconds. The change shipped with release 2.1.',
    'done',
  )
  for (const body of entities) await api.expect(createEntityRoute, { body: { ...body, metadata } })
  const { id: errorPattern } = await api.expect(createEntityRoute, {
    body: {
      name: 'Refused voyages',
      entity_type: 'error_pattern',
      content: 'A wrong voyage number makes the Ferry queue refuse all documents of a voyage. Check the number first.',
      metadata,
    },
  })
  return { openTask, doneTask, errorPattern }
}
