import type { Principal, ProjectMemberList, ProjectMemberView, ProjectRole } from '@synthwright/contracts'
import { AppError, type Clock } from '@synthwright/kernel'
import type { Command } from '@synthwright/messaging'
import { projectRoleAtLeast } from '../access/project-role.ts'
import { projectAccessDenied, requireProject, viewOf } from '../access/view.ts'
import type { Replicas } from '../changes/replicas.ts'
import type { ProjectMember } from '../rows/row.ts'
import { memberView, projectWithMembers } from './changed-project.ts'
import { requireReadableProject } from './project.service.ts'

export type MemberService = ReturnType<typeof createMemberService>

export const createMemberService = ({ replicas, clock }: { replicas: Replicas; clock: Clock }) => {
  /** Changes what a project says of one user. Nobody gives, changes or takes away more than what they are themselves. */
  const change = (
    principal: Principal,
    command: Command,
    projectId: string,
    userId: string,
    next: (known: ProjectMember | undefined, at: string) => ProjectMember | undefined,
  ): Promise<ProjectMember | undefined> =>
    replicas.of(principal.teamId).write(
      command,
      async (index, texts) => {
        const view = viewOf(index, principal)
        requireReadableProject(view, projectId)
        const own = requireProject(view, projectId, 'project_maintainer', 'project_id')
        const row = index.original(projectId)!
        const known = row.members.find((member) => member.userId === userId)
        const at = clock.date().toISOString()
        const member = next(known, at)
        const touched = [known?.role, member?.role].filter((role): role is ProjectRole => role !== undefined)
        if (!touched.every((role) => projectRoleAtLeast(own, role))) throw projectAccessDenied('project_id')
        if (known && member && known.role === member.role) return { rows: [], answer: known }
        const others = row.members.filter((other) => other.userId !== userId)
        const content = (await texts([row])).get(projectId)!
        const members = member ? [...others, member] : others
        return { rows: [projectWithMembers(row, content, members, at)], answer: member }
      },
      (index) => {
        const { members } = requireReadableProject(viewOf(index, principal), projectId)
        return members.find((member) => member.userId === userId)
      },
    )

  const requireKnown = (known: ProjectMember | undefined): ProjectMember => {
    if (!known) throw new AppError('member_not_found', 'Member not found')
    return known
  }

  return {
    list: (principal: Principal, projectId: string): Promise<ProjectMemberList> =>
      replicas.of(principal.teamId).read((index) => {
        const { members } = requireReadableProject(viewOf(index, principal), projectId)
        return { members: members.map(memberView), total: members.length }
      }),

    async add(
      principal: Principal,
      command: Command,
      projectId: string,
      userId: string,
      role: ProjectRole,
    ): Promise<ProjectMemberView> {
      const added = await change(principal, command, projectId, userId, (known, at) => ({
        addedAt: at,
        ...known,
        userId,
        role,
      }))
      return memberView(requireKnown(added))
    },

    async update(
      principal: Principal,
      command: Command,
      projectId: string,
      userId: string,
      role: ProjectRole,
    ): Promise<ProjectMemberView> {
      const updated = await change(principal, command, projectId, userId, (known) => ({ ...requireKnown(known), role }))
      return memberView(requireKnown(updated))
    },

    async remove(principal: Principal, command: Command, projectId: string, userId: string): Promise<void> {
      await change(principal, command, projectId, userId, (known) => {
        requireKnown(known)
        return undefined
      })
    },
  }
}
