import type { Refusal } from '../../core/route.ts'
import type { NamedMemoryScope } from '../memories.ts'

/** Only two of the scopes are in use; the others are refused, each in its way. */
export const refuseScope = (scope: NamedMemoryScope | null): Refusal | undefined => {
  if (scope === null || scope === 'private' || scope === 'project') return undefined
  return scope === 'team' || scope === 'delegated'
    ? { code: 'unverified_membership', message: 'The membership behind this scope cannot be verified' }
    : { code: 'scope_not_enabled', message: 'This scope is not in use' }
}
