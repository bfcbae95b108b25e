import type { Model, Mongoose, Connection, SchemaDefinition } from 'mongoose'
import type { AnyCollection, FieldKind } from './collection.ts'

/** A document of unknown shape: the declared types stand on the repositories. */
export type RawModel = Model<Record<string, unknown>>

const typeOf = ({ Schema }: Mongoose, kind: FieldKind) =>
  ({
    string: String,
    number: Number,
    boolean: Boolean,
    date: Date,
    mixed: Schema.Types.Mixed,
    strings: [String],
    binary: Buffer,
  })[kind]

/** The model of a collection: what is not declared is refused in documents, filters and updates alike. */
export const modelOf = (mongoose: Mongoose, connection: Connection, { name, fields }: AnyCollection): RawModel => {
  const declared = Object.entries(fields as Record<string, FieldKind>).map(([field, kind]) => [
    field,
    { $type: typeOf(mongoose, kind), default: undefined, ...(field === '_id' ? { required: true } : {}) },
  ])
  const schema = new mongoose.Schema<Record<string, unknown>>(Object.fromEntries(declared) as SchemaDefinition, {
    collection: name,
    strict: 'throw',
    strictQuery: 'throw',
    typeKey: '$type',
    versionKey: false,
    minimize: false,
    id: false,
    autoIndex: false,
    autoCreate: false,
    suppressReservedKeysWarning: true,
  })
  return connection.model(name, schema) as unknown as RawModel
}
