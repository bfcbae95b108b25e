import { randomUUID } from 'node:crypto'
import mongoose, { type Connection } from 'mongoose'

export type Database = NonNullable<Connection['db']>
export type Row = { _id: string | number | mongoose.mongo.ObjectId; [field: string]: unknown }
/** An update the driver's types cannot follow on rows of any shape. */
export type Update = Record<string, unknown>
export type Rows = ReturnType<typeof rowsOf>

/** What a case gets: a database of its own per file of cases, and a collection of its own per call. */
export interface SuiteConnection {
  readonly connection: Connection
  readonly database: Database
  freshRows(documents?: Row[]): Promise<Rows>
  close(): Promise<void>
}

const rowsOf = (database: Database, name: string) => database.collection<Row>(name)

export const connectSuite = async (uri: string): Promise<SuiteConnection> => {
  const connection = await mongoose
    .createConnection(uri, {
      dbName: `suite_${randomUUID().slice(0, 8)}`,
      writeConcern: { w: 'majority' },
      autoIndex: false,
    })
    .asPromise()
  const database = connection.db!
  let collections = 0
  return {
    connection,
    database,
    freshRows: async (documents = []) => {
      const rows = rowsOf(database, `rows${++collections}`)
      if (documents.length) await rows.insertMany(documents)
      return rows
    },
    close: async () => {
      await connection.dropDatabase()
      await connection.close()
    },
  }
}

/** The error of a refused call as MongoDB told it. @throws Error when the call was not refused */
export const refusal = async (
  call: Promise<unknown>,
): Promise<{ code: unknown; message: string; [field: string]: unknown }> => {
  try {
    await call
  } catch (error) {
    return error as { code: unknown; message: string }
  }
  throw new Error('the call was not refused')
}
