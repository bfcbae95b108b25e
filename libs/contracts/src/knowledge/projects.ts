import { z } from 'zod'

export const ProjectMetadata = z.object({
  status: z.enum(['active', 'on_hold', 'completed', 'archived']).default('active'),
  repository_url: z
    .string()
    .max(2_000)
    .nullish()
    .transform((url) => url ?? null),
  tech_stack: z.array(z.string().max(100)).max(100).default([]),
})

export const CreateProject = z.object({
  name: z.string().trim().min(1).max(200),
  description: z.string().max(50_000).default(''),
  visibility: z.enum(['org', 'private']).default('org'),
  metadata: ProjectMetadata.prefault({}),
})
export type CreateProject = z.output<typeof CreateProject>

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
