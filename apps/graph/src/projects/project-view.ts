import type { CreateProject, Project } from '@synthwright/contracts'
import { newId } from '@synthwright/kernel'
import { newRow } from '../rows/new-row.ts'
import type { RowDraft, RowHead } from '../rows/row.ts'

type ProjectMetadata = Project['metadata']

/** The project a row stands for; made as an entity, it may lack what projects have. */
export const projectView = (row: RowHead): Project => {
  const { status, repository_url, tech_stack } = row.metadata as Partial<ProjectMetadata>
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    visibility: row.visibility ?? 'org',
    metadata: {
      status: typeof status === 'string' ? status : 'active',
      repository_url: typeof repository_url === 'string' ? repository_url : null,
      tech_stack: Array.isArray(tech_stack) ? tech_stack.filter((name) => typeof name === 'string') : [],
    },
    created_at: row.createdAt,
    updated_at: row.updatedAt,
  }
}

/** The row of a new project: an entity of type project that belongs to itself. */
export const projectRow = (project: CreateProject, createdBy: string, commandId: string, at: string): RowDraft => {
  const id = newId('project')
  const { name, description, visibility, metadata } = project
  return newRow(
    {
      id,
      kind: 'project',
      type: 'project',
      name,
      description,
      content: description || name,
      metadata: { ...metadata },
      projectId: id,
      visibility,
      members: [{ userId: createdBy, role: 'project_owner', addedAt: at }],
      createdBy,
      commandId,
    },
    at,
  )
}
