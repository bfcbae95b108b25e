import {
  roleAtLeast,
  scopeGranted,
  teamRoles,
  type ApiScope,
  type Principal,
  type TeamRole,
} from '@synthwright/contracts'
import { AppError } from '@synthwright/kernel'

/**
 * Refuses a principal that lacks the scope, then one that lacks the role.
 * @throws AppError `insufficient_scope`, `insufficient_role` with `expected` and `actual`
 */
export const authorize = (principal: Principal, needed: { scope: ApiScope; role: TeamRole }): void => {
  if (!scopeGranted(principal.scopes, needed.scope))
    throw new AppError('insufficient_scope', 'The credential lacks the scope', {
      details: { expected: needed.scope, actual: principal.scopes.join(',') },
    })
  if (!roleAtLeast(principal.role, needed.role))
    throw new AppError('insufficient_role', 'The role in the team is too low', {
      details: {
        expected: teamRoles
          .filter((role) => roleAtLeast(role, needed.role))
          .toReversed()
          .join(','),
        actual: principal.role,
      },
    })
}
