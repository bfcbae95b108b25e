import type { PatchProject, ProjectMemberView } from '@synthwright/contracts'
import { changedEntity } from '../entities/changed-entity.ts'
import type { ProjectMember, RowDraft, RowHead } from '../rows/row.ts'

/** The next revision of a project. */
export const changedProject = (row: RowHead, content: string, change: PatchProject, at: string): RowDraft => {
  const { name, description, visibility, metadata } = change
  const given = Object.entries({ name, description, metadata }).filter(([, value]) => value !== undefined)
  return {
    ...changedEntity(row, content, Object.fromEntries(given), row.relations, at),
    visibility: visibility ?? row.visibility,
  }
}

/** The next revision of a project, with these members. */
export const projectWithMembers = (
  row: RowHead,
  content: string,
  members: readonly ProjectMember[],
  at: string,
): RowDraft => {
  const { rev: _, ...old } = row
  return { ...old, content, members, updatedAt: at, revision: row.revision + 1 }
}

export const memberView = ({ userId, role, addedAt }: ProjectMember): ProjectMemberView => ({
  user_id: userId,
  role,
  added_at: addedAt,
})
