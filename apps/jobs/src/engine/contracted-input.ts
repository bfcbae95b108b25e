import type { Task } from '@synthwright/contracts'
import { AppError } from '@synthwright/kernel'

/**
 * What of a composed input the contract of its task names, and nothing else that the recipe had at hand.
 * @throws AppError `contract_violated`, which no other attempt would mend
 */
export const contractedInput = (contract: Pick<Task, 'name' | 'input'>, composed: unknown): unknown => {
  const read = contract.input.safeParse(composed)
  if (read.success) return read.data
  throw new AppError('contract_violated', `The input of ${contract.name} is not what its contract says`, {
    details: { field: read.error.issues[0]!.path.join('.') },
    cause: read.error,
  })
}
