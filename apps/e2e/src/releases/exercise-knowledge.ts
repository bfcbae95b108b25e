import {
  addProjectMemberRoute,
  bulkCreateEntitiesRoute,
  contextPackRoute,
  correctSourceRoute,
  createImportRoute,
  createMemoryRoute,
  createProjectRoute,
  createTaskRoute,
  deleteDocumentRoute,
  deleteMemoryRoute,
  deleteProjectRoute,
  deleteTaskRoute,
  expandRoute,
  exploreRoute,
  getDocumentRoute,
  getImportRoute,
  getMemoryRoute,
  getTaskRoute,
  inspectSourceRoute,
  listDocumentsRoute,
  listProjectMembersRoute,
  listTasksRoute,
  moveTaskRoute,
  patchEntityRoute,
  patchProjectMemberRoute,
  patchProjectRoute,
  patchTaskRoute,
  previewCorrectionRoute,
  recallMemoriesRoute,
  removeProjectMemberRoute,
} from '@synthwright/contracts'
import { waitUntil, type ApiClient } from '@synthwright/testing'

/** Asks the knowledge base for everything that a synthesis does not ask for. */
export const exerciseKnowledge = async (api: ApiClient): Promise<void> => {
  const { id: project_id } = await api.expect(createProjectRoute, { body: { name: 'Lighthouse' } })
  const project = { project_id }
  await api.expect(patchProjectRoute, { params: project, body: { metadata: { status: 'on_hold' } } })
  const member = { ...project, user_id: 'user_keeper' }
  await api.expect(addProjectMemberRoute, { params: project, body: { user_id: member.user_id } })
  await api.expect(patchProjectMemberRoute, { params: member, body: { role: 'project_viewer' } })
  await api.expect(listProjectMembersRoute, { params: project })
  await api.expect(removeProjectMemberRoute, { params: member })

  const { entities } = await api.expect(bulkCreateEntitiesRoute, {
    body: {
      entities: [{ name: 'Lamp' }, { name: 'Lens', related_to: ['part_of:ref:0'] }, { name: 'x', related_to: ['y'] }],
    },
  })
  const entity_id = entities[0]!.id
  await api.expect(patchEntityRoute, { params: { entity_id }, body: { tags: ['light'] } })
  await api.expect(exploreRoute, { body: { mode: 'dependencies', entity_id } })
  await api.expect(expandRoute, { body: { entity_ids: [entity_id, 'tool_none'] } })
  await api.expect(contextPackRoute, { body: { goal: 'Polish the lens of the lamp' } })

  const { id: task_id } = await api.expect(createTaskRoute, { body: { title: 'Polish the lens', project_id } })
  const task = { task_id }
  await api.expect(patchTaskRoute, { params: task, body: { priority: 'high' } })
  await api.expect(moveTaskRoute, { params: { ...task, action: 'start' } })
  await api.expect(getTaskRoute, { params: task })
  await api.expect(listTasksRoute, { query: { project_id } })
  await api.expect(deleteTaskRoute, { params: task })

  const { id: memory_id, source_id } = await api.expect(createMemoryRoute, {
    body: { raw_content: 'The lens was polished in spring.' },
  })
  await api.expect(getMemoryRoute, { params: { memory_id } })
  await api.expect(recallMemoriesRoute, { body: { query: 'lens' } })
  const correction = { params: { source_id }, body: { action: 'hide', reason: 'It was autumn.' } }
  await api.expect(previewCorrectionRoute, correction)
  await api.expect(correctSourceRoute, correction)
  await api.expect(inspectSourceRoute, { params: { source_id } })
  await api.expect(correctSourceRoute, { params: { source_id }, body: { action: 'restore' } })
  await api.expect(deleteMemoryRoute, { params: { memory_id } })

  const files = [
    { path: 'lamp.md', content: '# Lamp\n\nIt burns.\n' },
    { path: 'empty.md', content: '' },
  ]
  const { import_id } = await api.expect(createImportRoute, { body: { project: project_id, files } })
  await waitUntil(async () => (await api.expect(getImportRoute, { params: { import_id } })).status === 'done')
  const { documents } = await api.expect(listDocumentsRoute, { query: { project: project_id } })
  const { document_id } = documents[0]!
  await api.expect(getDocumentRoute, { params: { document_id } })
  await api.expect(deleteDocumentRoute, { params: { document_id } })
  await api.expect(deleteProjectRoute, { params: project })
}
