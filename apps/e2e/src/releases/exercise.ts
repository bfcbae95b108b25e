import {
  cancelRunRoute,
  createEntityRoute,
  deleteEntityRoute,
  deleteRunRoute,
  documentTextRoute,
  draftRoute,
  getEntityRoute,
  getProjectRoute,
  getRunRoute,
  getSynthesisRunRoute,
  handbookRoute,
  listEntitiesRoute,
  listProjectsRoute,
  listRunsRoute,
  listSynthesisRunsRoute,
  planRoute,
  runEnded,
  runEventsRoute,
  searchRoute,
  verifyRoute,
  type DraftResponse,
} from '@synthwright/contracts'
import { apiClient, waitUntil, type System } from '@synthwright/testing'
import { ferryGoal, importFerry } from '../ferry.ts'
import { exerciseKnowledge } from './exercise-knowledge.ts'

/** Asks a system for everything it does, so that every contract is used; `midway` is called while a draft is held up. */
export const exercise = async (system: System, midway: () => Promise<void>): Promise<void> => {
  const api = apiClient(system.url, system.apiKey)
  await exerciseKnowledge(api)
  const { projectId: project, decisionId } = await importFerry(api)
  await api.expect(listProjectsRoute)
  await api.expect(getProjectRoute, { params: { project_id: project } })
  const note = await api.expect(createEntityRoute, {
    body: {
      name: 'A note about Ferry',
      entity_type: 'note',
      content: 'Harbour masters ask for a printed list.',
      tags: ['harbour'],
      related_to: [`references:${decisionId}`],
      metadata: { project_id: project },
    },
  })
  await api.expect(getEntityRoute, { params: { entity_id: note.id } })
  await api.expect(listEntitiesRoute, { query: { project } })
  const { results } = await api.expect(searchRoute, { body: { query: 'queue of a harbour', project } })
  const document = results.find(({ result_origin }) => result_origin === 'document')!
  await api.expect(documentTextRoute, { params: { document_id: document.id }, query: { start: 0, end: 80 } })

  await api.expect(planRoute, { body: { goal: ferryGoal, project, constraints: ['Mention the lease.'] } })
  const body = { goal: ferryGoal, project, audience: 'new engineers', depth: 'deep', max_sections: 8 }
  // So slow that its worker has to say that it is still at it.
  const { store } = system.wires.get('graph')!
  store.delay(200)
  const draft = (await api.expect(draftRoute, { body })) as DraftResponse
  store.delay(0)
  const altered = draft.artifact.markdown.replace('30 seconds', '90 seconds')
  await api.expect(verifyRoute, { body: { run_id: draft.run_id, markdown: altered } })
  const foreign = `# Foreign\n\nNobody said this. [${note.id}]`
  await api.expect(verifyRoute, { body: { markdown: foreign, source_ids: [note.id], goal: ferryGoal } })
  await api.expect(getSynthesisRunRoute, { params: { run_id: draft.run_id } })
  await api.expect(draftRoute, { body: { goal: ferryGoal, project, remember: true, remember_with_gaps: true } })
  await api.expect(handbookRoute, { query: { project } })
  await api.expect(listSynthesisRunsRoute, { query: { limit: 2 } })
  await api.expect(listRunsRoute, { query: { limit: 2 } })
  await api.expect(runEventsRoute, { params: { run_id: draft.run_id } })
  await fetch(`${system.url}/internal/probe`, {
    method: 'POST',
    headers: { authorization: `Bearer ${system.apiKey}` },
  })

  const { broker } = system.wires.get('verifier')!
  const held = broker.holdFrom(/PUB call\.jobs\.finish[^]*"step":"check"/)
  const accepted = await api.send(draftRoute, { body, headers: { prefer: 'respond-async' } })
  const { run_id } = accepted.body as { run_id: string }
  await held
  await midway()
  broker.release()
  await waitUntil(async () => runEnded((await api.expect(getRunRoute, { params: { run_id } })).status))

  const stuck = broker.holdFrom(/PUB call\.jobs\.finish[^]*"step":"check"/)
  const second = await api.send(draftRoute, { body, headers: { prefer: 'respond-async' } })
  const { run_id: cancelled } = second.body as { run_id: string }
  await stuck
  await api.expect(cancelRunRoute, { params: { run_id: cancelled } })
  broker.release()
  await midway()
  await api.expect(deleteRunRoute, { params: { run_id: cancelled } })
  await api.expect(deleteEntityRoute, { params: { entity_id: note.id } })
}
