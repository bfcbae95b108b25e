/** MongoDB's numbers for everything this server refuses, with the names drivers show. */
export const errorCodes = {
  BadValue: 2,
  UnknownError: 8,
  FailedToParse: 9,
  TypeMismatch: 14,
  Overflow: 15,
  InvalidLength: 16,
  IllegalOperation: 20,
  NamespaceNotFound: 26,
  IndexNotFound: 27,
  PathNotViable: 28,
  ConflictingUpdateOperators: 40,
  CursorNotFound: 43,
  DollarPrefixedFieldName: 52,
  InvalidIdField: 53,
  NotSingleValueField: 54,
  EmptyFieldName: 56,
  CommandNotFound: 59,
  ImmutableField: 66,
  CannotCreateIndex: 67,
  InvalidOptions: 72,
  InvalidNamespace: 73,
  IndexOptionsConflict: 85,
  IndexKeySpecsConflict: 86,
  InvalidPipelineOperator: 168,
  CannotIndexParallelArrays: 171,
  InvalidIndexSpecificationOption: 197,
  QueryExceededMemoryLimitNoDiskUseAllowed: 292,
  BSONObjectTooLarge: 10334,
  DuplicateKey: 11000,
  IDLFailedToParse: 40414,
  IDLUnknownField: 40415,
  Location15947: 15947,
  Location15952: 15952,
  Location15955: 15955,
  Location15958: 15958,
  Location15959: 15959,
  Location15969: 15969,
  Location15973: 15973,
  Location15974: 15974,
  Location15975: 15975,
  Location15976: 15976,
  Location15981: 15981,
  Location15983: 15983,
  Location16020: 16020,
  Location16410: 16410,
  Location16702: 16702,
  Location16872: 16872,
  Location17124: 17124,
  Location17276: 17276,
  Location28667: 28667,
  Location28689: 28689,
  Location28690: 28690,
  Location28808: 28808,
  Location28809: 28809,
  Location28811: 28811,
  Location28812: 28812,
  Location28818: 28818,
  Location31002: 31002,
  Location31249: 31249,
  Location31250: 31250,
  Location31253: 31253,
  Location31254: 31254,
  Location31275: 31275,
  Location31325: 31325,
  Location40081: 40081,
  Location40156: 40156,
  Location40157: 40157,
  Location40158: 40158,
  Location40160: 40160,
  Location40177: 40177,
  Location40228: 40228,
  Location40231: 40231,
  Location40234: 40234,
  Location40235: 40235,
  Location40238: 40238,
  Location40272: 40272,
  Location40323: 40323,
  Location40324: 40324,
  Location40353: 40353,
  Location51024: 51024,
  Location51075: 51075,
  Location51091: 51091,
  Location51108: 51108,
  Location51270: 51270,
  Location51272: 51272,
  Location5107200: 5107200,
  Location5107201: 5107201,
} as const

export type ErrorName = keyof typeof errorCodes

/** A refusal in MongoDB's terms: it becomes an error reply or, inside a write batch, one entry of `writeErrors`. */
export class CommandError extends Error {
  readonly codeName: ErrorName
  readonly extra: Record<string, unknown>

  /** @param extra further fields of the error document, such as `keyPattern` and `keyValue` of a duplicate key */
  constructor(codeName: ErrorName, message: string, extra: Record<string, unknown> = {}) {
    super(message)
    this.name = 'CommandError'
    this.codeName = codeName
    this.extra = extra
  }

  get code(): number {
    return errorCodes[this.codeName]
  }
}
