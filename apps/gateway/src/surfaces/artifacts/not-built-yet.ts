/** Fields that are read and change nothing yet. */
export const withoutEffect = {
  plan: ['constraints'],
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
