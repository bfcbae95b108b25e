import { CommandError } from '../errors.ts'
import { identityOf } from '../values/compare.ts'
import { isDocument, type Document } from '../values/document.ts'
import { accumulators, type Accumulator } from './accumulators.ts'
import { compileExpression, type Expression } from './expression.ts'
import type { Stage } from './stage.ts'

interface Field {
  readonly name: string
  readonly operator: string
  readonly argument: unknown
  readonly expression: Expression
}

/** @throws CommandError Location15955 without `_id`, Location15952 for accumulators not on the list */
export const group = (spec: unknown): Stage => {
  const { id, fields } = parseGroup(spec)
  return function* (documents, now) {
    const groups = new Map<string, { id: unknown; accumulators: Accumulator[] }>()
    for (const root of documents) {
      const value = id({ root, now })
      const key = value === undefined ? '' : identityOf(value)
      let found = groups.get(key)
      if (!found)
        groups.set(
          key,
          (found = { id: value ?? null, accumulators: fields.map(({ operator }) => accumulators[operator]!()) }),
        )
      fields.forEach(({ expression }, i) => found.accumulators[i]!.add(expression({ root, now })))
    }
    for (const { id: _id, accumulators: collected } of groups.values()) {
      yield { _id, ...Object.fromEntries(fields.map(({ name }, i) => [name, collected[i]!.result()])) }
    }
  }
}

const parseGroup = (spec: unknown): { id: Expression; fields: Field[] } => {
  if (!isDocument(spec)) throw new CommandError('Location15947', "a group's fields must be specified in an object")
  if (!('_id' in spec)) throw new CommandError('Location15955', 'a group specification must include an _id')
  const { _id, ...rest } = spec
  return {
    id: compileExpression(_id),
    fields: Object.entries(rest).map(([name, accumulator]) => parseField(name, accumulator)),
  }
}

const parseField = (name: string, accumulator: unknown): Field => {
  if (!isDocument(accumulator))
    throw new CommandError('Location40234', `The field '${name}' must be an accumulator object`)
  const entries = Object.entries(accumulator)
  if (entries.length !== 1) throw new CommandError('Location40238', `The field '${name}' must specify one accumulator`)
  if (name.includes('.')) throw new CommandError('Location40235', `The field name '${name}' cannot contain '.'`)
  const [operator, argument] = entries[0]!
  if (!Object.hasOwn(accumulators, operator))
    throw new CommandError('Location15952', `unknown group operator '${operator}'`)
  return { name, operator, argument, expression: compileExpression(argument) }
}

/**
 * When a group only counts (`{ _id: 1, n: { $sum: 1 } }`, as `countDocuments` sends it): its one document as a function
 * of the number of documents.
 */
export const countingGroup = (spec: unknown): ((count: number) => Document) | undefined => {
  const constant = (value: unknown) => value === null || typeof value === 'number'
  if (!isDocument(spec) || !constant(spec['_id'])) return undefined
  const { fields } = parseGroup(spec)
  if (!fields.every(({ operator, argument }) => operator === '$sum' && Number.isSafeInteger(argument))) return undefined
  return (count) => ({
    _id: spec['_id'],
    ...Object.fromEntries(fields.map(({ name, argument }) => [name, count * (argument as number)])),
  })
}
