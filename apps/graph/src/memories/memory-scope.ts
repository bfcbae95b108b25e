import type { MemoryScope, NamedMemoryScope, Principal } from '@synthwright/contracts'
import { AppError } from '@synthwright/kernel'

/** @throws AppError for a scope that is not in use */
export const requireKnownScope = (scope: NamedMemoryScope): MemoryScope => {
  if (scope === 'private' || scope === 'project') return scope
  if (scope === 'team' || scope === 'delegated')
    throw new AppError('unverified_membership', 'The membership behind this scope cannot be verified')
  throw new AppError('scope_not_enabled', 'This scope is not in use')
}

/** @throws AppError `memory_scope_not_granted` */
export const requireGrantedScope = ({ memoryScopes }: Principal, scope: MemoryScope): void => {
  if (!memoryScopes.includes(scope))
    throw new AppError('memory_scope_not_granted', 'The credential may not write to this memory scope', {
      details: { expected: scope, actual: memoryScopes.join(',') },
    })
}
