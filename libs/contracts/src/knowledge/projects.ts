import { z } from 'zod'

const projectStatus = z.enum(['active', 'on_hold', 'completed', 'archived'])
const repositoryUrl = z
  .string()
  .max(2_000)
  .nullish()
  .transform((url) => url ?? null)
const techStack = z.array(z.string().max(100)).max(100)

export const ProjectMetadata = z.object({
  status: projectStatus.default('active'),
  repository_url: repositoryUrl,
  tech_stack: techStack.default([]),
})

const name = z.string().trim().min(1).max(200)
const description = z.string().max(50_000)
const visibility = z.enum(['org', 'private'])

export const CreateProject = z.object({
  name,
  description: description.default(''),
  visibility: visibility.default('org'),
  metadata: ProjectMetadata.prefault({}),
})
export type CreateProject = z.output<typeof CreateProject>

/** What is not given stays; of the metadata too. */
export const PatchProject = z.object({
  name: name.optional(),
  description: description.optional(),
  visibility: visibility.optional(),
  metadata: z
    .object({
      status: projectStatus.optional(),
      repository_url: z.string().max(2_000).nullable().optional(),
      tech_stack: techStack.optional(),
    })
    .optional(),
})
export type PatchProject = z.output<typeof PatchProject>

export const Project = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  visibility: z.enum(['org', 'private']),
  metadata: z.object({
    status: z.string(),
    repository_url: z.string().nullable(),
    tech_stack: z.array(z.string()),
  }),
  created_at: z.string(),
  updated_at: z.string(),
})
export type Project = z.infer<typeof Project>

export const ProjectList = z.object({ projects: z.array(Project), total: z.int() })

/** What a principal may do in a project, weakest first. */
export const projectRoles = ['project_viewer', 'project_contributor', 'project_maintainer', 'project_owner'] as const
export const ProjectRole = z.enum(projectRoles)
export type ProjectRole = z.infer<typeof ProjectRole>

export const AddProjectMember = z.object({
  user_id: z.string().trim().min(1).max(200),
  role: ProjectRole.default('project_contributor'),
})
export type AddProjectMember = z.output<typeof AddProjectMember>

export const PatchProjectMember = z.object({ role: ProjectRole })

/** Somebody whom a project names, beside those whom their role in the team lets in. */
export const ProjectMemberView = z.object({ user_id: z.string(), role: ProjectRole, added_at: z.string() })
export type ProjectMemberView = z.infer<typeof ProjectMemberView>

export const ProjectMemberList = z.object({ members: z.array(ProjectMemberView), total: z.int() })
export type ProjectMemberList = z.infer<typeof ProjectMemberList>
