import { CommandError } from '../errors.ts'
import { addNumbers, isNumeric, multiplyNumbers, type BsonNumber } from '../values/arithmetic.ts'
import { typeName } from '../values/bson-type.ts'
import { compareValues } from '../values/compare.ts'
import { isDocument } from '../values/document.ts'
import { showDocument, showValue } from '../values/show.ts'
import { addToSet, pop, pull, pullAll, push } from './array-operators.ts'
import { removed, unchanged, type Change } from './change.ts'

/** An update operator: `prepare` checks the operand once, the result is applied to each field it targets. */
export interface UpdateOperator {
  /** False for operators that have no effect where the field is missing and so never make its parents. */
  readonly creates: boolean
  readonly onInsertOnly?: true
  readonly prepare: (operand: unknown, path: string) => Change
}

const set: UpdateOperator = { creates: true, prepare: (operand) => () => operand }

const arithmetic = (
  name: '$inc' | '$mul',
  initial: (operand: BsonNumber) => BsonNumber,
  combine: typeof addNumbers,
): UpdateOperator => ({
  creates: true,
  prepare: (operand, path) => {
    const verb = name === '$inc' ? 'increment' : 'multiply'
    if (!isNumeric(operand))
      throw new CommandError(
        'TypeMismatch',
        `Cannot ${verb} with non-numeric argument: ${showDocument({ [path]: operand })}`,
      )
    return (current, { path: target, id }) => {
      if (current === undefined) return initial(operand)
      if (isNumeric(current)) return combine(current, operand)
      throw new CommandError(
        'TypeMismatch',
        `Cannot apply ${name} to a value of non-numeric type. {_id: ${showValue(id)}} has the field '${target.split('.').at(-1)}' of non-numeric type ${typeName(current)}`,
      )
    }
  },
})

const extreme = (sign: 1 | -1): UpdateOperator => ({
  creates: true,
  prepare: (operand) => (current) =>
    current === undefined || compareValues(operand, current) * sign > 0 ? operand : unchanged,
})

const currentDate: UpdateOperator = {
  creates: true,
  prepare: (operand) => {
    const type = isDocument(operand) ? operand['$type'] : operand === true ? 'date' : undefined
    if (type === 'timestamp')
      throw new CommandError('BadValue', "$currentDate with $type: 'timestamp' is not supported by this server")
    if (type !== 'date') {
      throw new CommandError(
        'BadValue',
        `${typeName(operand)} is not valid type for $currentDate. Please use a boolean ('true') or a $type expression ({$type: 'timestamp/date'}).`,
      )
    }
    return (_, { now }) => now
  },
}

/** The closed list, without `$rename`, which has two paths and is applied by itself. */
export const updateOperators: Record<string, UpdateOperator> = {
  $set: set,
  $setOnInsert: { ...set, onInsertOnly: true },
  $unset: { creates: false, prepare: () => (current) => (current === undefined ? unchanged : removed) },
  $inc: arithmetic('$inc', (operand) => operand, addNumbers),
  $mul: arithmetic('$mul', () => 0, multiplyNumbers),
  $min: extreme(-1),
  $max: extreme(1),
  $currentDate: currentDate,
  $push: { creates: true, prepare: push },
  $addToSet: { creates: true, prepare: addToSet },
  $pull: { creates: false, prepare: pull },
  $pullAll: { creates: false, prepare: pullAll },
  $pop: { creates: false, prepare: pop },
}
