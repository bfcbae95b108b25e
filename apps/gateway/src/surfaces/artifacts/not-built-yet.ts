import type { OutputType } from '@synthwright/contracts'
import { AppError } from '@synthwright/kernel'

const builtOutputTypes: readonly OutputType[] = ['documentation', 'report', 'briefing']

/** @param field what of the request asks for it, when that is not the whole operation */
export const notBuilt = (field?: string): AppError =>
  new AppError('not_implemented', 'Not available yet', field ? { details: { field } } : {})

/** Refuses what would otherwise be ignored in silence. @throws AppError `not_implemented` that names the field */
export const refuseUnbuilt = ({ output_type, remember }: { output_type?: OutputType; remember?: boolean }): void => {
  if (output_type && !builtOutputTypes.includes(output_type)) throw notBuilt('output_type')
  if (remember) throw notBuilt('remember')
}

const ofMemory = ['memory_scope', 'scope_key', 'tags', 'remember_with_gaps']

/** Fields that are read and change nothing yet. */
export const withoutEffect = {
  plan: ['constraints'],
  draft: [...ofMemory, 'judge'],
  verify: [...ofMemory, 'judge', 'max_source_age_days'],
}

const isEmpty = (value: unknown): boolean => value === null || (Array.isArray(value) && value.length === 0)

interface Sent {
  body: Record<string, unknown>
  sentFields: string[]
  unknownFields: string[]
}

/** Names of the body that had no effect, to be told in the answer: those nobody knows, and those not built yet. */
export const fieldsWithoutEffect = (fields: readonly string[], { body, sentFields, unknownFields }: Sent): string[] => [
  ...unknownFields,
  ...sentFields.filter((name) => fields.includes(name) && !isEmpty(body[name])),
]
