import type { AnyRoute, ErrorKind, Principal } from '@synthwright/contracts'
import type { AppError } from '@synthwright/kernel'

/** Whose credential it is. */
export type Holder = Pick<Principal, 'teamId' | 'userId' | 'credentialId'>

/** Somebody known was refused: as who they are, for want of a right, or because they ask too often. */
export interface RefusedRequest {
  holder: Holder
  route: AnyRoute
  /** As they stand in the path. */
  params: Record<string, string>
  /** As its schema reads it; undefined when the refusal came before. */
  body: unknown
  requestId: string
  error: AppError
}

/** Is told of refusals of somebody known; it does not throw. */
export type TellRefused = (request: RefusedRequest) => Promise<void>

const refusals: readonly ErrorKind[] = ['unauthenticated', 'forbidden', 'rate_limited']

const holderIn = ({ kind, details }: AppError): Holder | undefined => {
  const { teamId, userId, credentialId } = details ?? {}
  if (kind !== 'unauthenticated' && kind !== 'forbidden') return undefined
  if (typeof teamId !== 'string' || typeof userId !== 'string' || typeof credentialId !== 'string') return undefined
  return { teamId, userId, credentialId }
}

/** Tells of an error, where it is a refusal and it is known whose. */
export const tellRefusal = async (
  tell: TellRefused,
  { principal, ...request }: Omit<RefusedRequest, 'holder'> & { principal: Principal | undefined },
): Promise<void> => {
  const holder = principal ?? holderIn(request.error)
  if (holder && refusals.includes(request.error.kind)) await tell({ holder, ...request })
}
