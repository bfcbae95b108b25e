import { CommandError, type ErrorName } from '../errors.ts'
import { isDocument, type Document } from '../values/document.ts'
import type { Command, Session } from './command.ts'
import { commands } from './commands.ts'

/** Fields every command takes. Those that would change the result are looked at below. */
const genericFields = new Set([
  '$db',
  'lsid',
  '$clusterTime',
  '$readPreference',
  'comment',
  'maxTimeMS',
  'readConcern',
  'writeConcern',
  'apiVersion',
  'apiStrict',
  'apiDeprecationErrors',
])
const transactionFields = ['txnNumber', 'autocommit', 'startTransaction']
const readConcerns = ['local', 'available', 'majority']
/** Those that take a replica set. */
const otherReadConcerns = ['linearizable', 'snapshot']

/** Finds the command by its first field and runs it. @throws CommandError */
export const runCommand = (session: Session, command: Document, database: string): Document => {
  const name = Object.keys(command)[0] ?? ''
  const found: Command | undefined = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (!found) throw new CommandError('CommandNotFound', `no such command: '${name}'`)
  checkFields(name, found, command)
  return { ...found.run(session, command, database), ok: 1 }
}

const checkFields = (name: string, { fields }: Command, command: Document): void => {
  if (transactionFields.some((field) => Object.hasOwn(command, field))) {
    throw new CommandError('IllegalOperation', 'Transaction numbers are only allowed on a replica set member or mongos')
  }
  for (const field in command) {
    if (field === name || genericFields.has(field) || fields.includes(field)) continue
    throw new CommandError('IDLUnknownField', `BSON field '${name}.${field}' is an unknown field.`)
  }
  const { readConcern, writeConcern } = command
  if (readConcern !== undefined) checkReadConcern(fieldsOf('readConcern', readConcern, ['level'])['level'])
  if (writeConcern !== undefined)
    checkWriteConcern(fieldsOf('writeConcern', writeConcern, ['w', 'j', 'wtimeout', 'fsync'])['w'])
}

const fieldsOf = (name: string, value: unknown, known: readonly string[]): Document => {
  if (!isDocument(value))
    throw new CommandError('TypeMismatch', `BSON field '${name}' is the wrong type, expected type 'object'`)
  const unknown = Object.keys(value).find((field) => !known.includes(field))
  if (unknown) throw new CommandError('IDLUnknownField', `BSON field '${name}.${unknown}' is an unknown field.`)
  return value
}

const checkReadConcern = (level: unknown): void => {
  if (level === undefined || readConcerns.includes(String(level))) return
  const names = [...readConcerns, ...otherReadConcerns]
  if (!names.includes(String(level)))
    throw new CommandError('FailedToParse', `readConcern.level must be one of ${names.join(', ')}`)
  throw new CommandError('InvalidOptions', `read concern '${String(level)}' is not supported by this server`)
}

/** One node without replicas: its own word is the majority's. */
const checkWriteConcern = (w: unknown): void => {
  if (w === undefined || w === 0 || w === 1 || w === 'majority') return
  throw new CommandError('BadValue', "cannot use 'w' > 1 when a host is not replicated")
}

/** The error document for anything thrown; what is no refusal of ours shows as UnknownError. */
export const errorReply = (error: unknown): Document => {
  const known = error instanceof CommandError ? error : undefined
  const codeName: ErrorName = known?.codeName ?? 'UnknownError'
  return {
    ok: 0,
    errmsg: known?.message ?? `the server failed: ${error instanceof Error ? error.message : String(error)}`,
    code: known?.code ?? 8,
    codeName,
    ...known?.extra,
  }
}
