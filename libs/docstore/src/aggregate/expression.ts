import { CommandError } from '../errors.ts'
import { fieldOf, isDocument, type Document } from '../values/document.ts'
import { expressionOperators } from './expression-operators.ts'

/** What an expression is evaluated against. */
export interface Scope {
  readonly root: Document
  readonly now: Date
}

/** A compiled expression; undefined is the value of a missing field. */
export type Expression = (scope: Scope) => unknown

/**
 * Compiles an aggregation expression: field paths, `$$ROOT`, `$$NOW`, literals and the operators of the closed list.
 * @throws CommandError InvalidPipelineOperator for any other operator, FailedToParse for other variables
 */
export const compileExpression = (expression: unknown): Expression => {
  if (typeof expression === 'string' && expression.startsWith('$')) return compilePath(expression)
  if (Array.isArray(expression)) {
    const elements = expression.map(compileExpression)
    return (scope) => elements.map((element) => element(scope) ?? null)
  }
  if (!isDocument(expression)) return () => expression
  const entries = Object.entries(expression)
  const [first] = entries
  if (first?.[0].startsWith('$')) {
    if (entries.length > 1) {
      throw new CommandError(
        'Location15983',
        `an object representing an expression must have exactly one field: ${entries.map(([name]) => name).join(', ')}`,
      )
    }
    return compileOperator(first[0], first[1])
  }
  const fields = entries.map(([name, value]) => [name, compileExpression(value)] as const)
  return (scope) => {
    const result: Document = {}
    for (const [name, value] of fields) {
      const computed = value(scope)
      if (computed !== undefined) result[name] = computed
    }
    return result
  }
}

const compileOperator = (name: string, argument: unknown): Expression => {
  if (name === '$literal') return () => argument
  const operator = Object.hasOwn(expressionOperators, name) ? expressionOperators[name] : undefined
  if (!operator) throw new CommandError('InvalidPipelineOperator', `Unrecognized expression '${name}'`)
  const given =
    name === '$cond' && isDocument(argument) ? ['if', 'then', 'else'].map((part) => argument[part]) : argument
  const args = (Array.isArray(given) ? (given as unknown[]) : [given]).map(compileExpression)
  const [least, most] = operator.arity
  if (args.length < least || args.length > most) {
    throw new CommandError(
      'Location16020',
      `Expression ${name} takes ${least === most ? `exactly ${least}` : `at least ${least}`} arguments. ${args.length} were passed in.`,
    )
  }
  return (scope) => operator.apply(args.map((arg) => () => arg(scope)))
}

const compilePath = (reference: string): Expression => {
  const variable = /^\$\$([A-Za-z_]+)(?:\.(.+))?$/.exec(reference)
  const path = (variable ? variable[2] : reference.slice(1))?.split('.') ?? []
  if (path.some((segment) => segment === '' || segment.startsWith('$'))) {
    throw new CommandError('Location16872', `'${reference}' is not a valid field path`)
  }
  if (variable?.[1] === 'NOW' && path.length === 0) return ({ now }) => now
  if (variable && variable[1] !== 'ROOT' && variable[1] !== 'CURRENT') {
    throw new CommandError('Location17276', `Use of undefined variable: ${variable[1]}`)
  }
  return ({ root }) => valueAt(root, path)
}

/** The value at a path; below an array it is the array of what its documents have there. */
export const valueAt = (value: unknown, path: readonly string[]): unknown => {
  let current = value
  for (const [i, segment] of path.entries()) {
    if (Array.isArray(current)) {
      const rest = path.slice(i)
      return current.flatMap((element) => {
        const found = isDocument(element) || Array.isArray(element) ? valueAt(element, rest) : undefined
        return found === undefined ? [] : [found]
      })
    }
    current = isDocument(current) ? fieldOf(current, segment) : undefined
  }
  return current
}
