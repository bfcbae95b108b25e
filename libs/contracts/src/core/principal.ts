import { z } from 'zod'

export const teamRoles = ['viewer', 'member', 'admin', 'owner'] as const
export const TeamRole = z.enum(teamRoles)
export type TeamRole = z.infer<typeof TeamRole>

export const apiScopes = ['api:read', 'api:write', 'mcp'] as const
export const ApiScope = z.enum(apiScopes)
export type ApiScope = z.infer<typeof ApiScope>

export const memoryScopes = ['private', 'project'] as const
export const MemoryScope = z.enum(memoryScopes)
export type MemoryScope = z.infer<typeof MemoryScope>

/**
 * Who acts, in which team, with which rights. Resolved from a credential in one place of the gateway and carried
 * with every call; a run keeps it, so that its workers act under it.
 */
export const Principal = z.object({
  teamId: z.string(),
  userId: z.string(),
  role: TeamRole,
  scopes: z.array(ApiScope),
  /** Projects the credential is bound to; null means every project its owner can reach. */
  projectIds: z.array(z.string()).nullable(),
  memoryScopes: z.array(MemoryScope),
  namespaces: z.array(z.string()),
  credentialId: z.string(),
  /** Whether its organisation has chosen not to be told how many rows were withheld. */
  hidesCounts: z.boolean().optional(),
})
export type Principal = z.infer<typeof Principal>

/** Whether the credential reaches less than its owner does in the team: only some projects, or only some memories. */
export const isBound = ({
  projectIds,
  memoryScopes: granted,
}: Pick<Principal, 'projectIds' | 'memoryScopes'>): boolean =>
  projectIds !== null || !memoryScopes.every((scope) => granted.includes(scope))

/** True when `role` is at least `needed` in the order viewer, member, admin, owner. */
export const roleAtLeast = (role: TeamRole, needed: TeamRole): boolean =>
  teamRoles.indexOf(role) >= teamRoles.indexOf(needed)

/** True when the scopes contain `needed`; `api:write` includes `api:read`. */
export const scopeGranted = (scopes: readonly ApiScope[], needed: ApiScope): boolean =>
  scopes.includes(needed) || (needed === 'api:read' && scopes.includes('api:write'))
