import { errors } from '@nats-io/transport-node'
import { AppError } from '@synthwright/kernel'

export type Violation = InstanceType<typeof errors.PermissionViolationError>

const violationIn = (error: unknown): Violation | undefined => {
  for (let at = error; at instanceof Error; at = at.cause) if (at instanceof errors.PermissionViolationError) return at
  return undefined
}

/**
 * The error for something that the broker does not allow this service's user, when that is what `error` comes of: the
 * permissions and the contracts have drifted apart, and trying again is of no use.
 */
export const refusal = (error: unknown): AppError | undefined => {
  const violation = violationIn(error)
  if (!violation) return undefined
  const what = violation.operation === 'publish' ? 'send to' : 'listen to'
  return new AppError('internal', `The broker does not allow this service to ${what} ${violation.subject}`, {
    cause: violation,
  })
}
