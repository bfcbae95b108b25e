import {
  isBound,
  roleAtLeast,
  scopeGranted,
  teamRoles,
  type ApiScope,
  type Principal,
  type RouteAuth,
  type TeamRole,
} from '@synthwright/contracts'
import { AppError } from '@synthwright/kernel'

/**
 * Refuses a principal that lacks the scope, then one that lacks the role, then a bound one where those are refused.
 * @param needed where the body decides about scope and role, what it decided; `boundKey` is the route's alone
 * @throws AppError `insufficient_scope`, `insufficient_role` with `expected` and `actual`, `bound_key_not_allowed`
 */
export const authorize = (
  principal: Principal,
  { boundKey }: Pick<RouteAuth, 'boundKey'>,
  needed: { scope: ApiScope; role: TeamRole },
): void => {
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
  if (boundKey === 'refused' && isBound(principal))
    throw new AppError('bound_key_not_allowed', 'A key that is bound may not do that')
}
