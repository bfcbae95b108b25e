import { parseStage, limitOf, skipOf } from '../aggregate/stages.ts'
import { countingGroup } from '../aggregate/group.ts'
import { CommandError } from '../errors.ts'
import { countPlan } from '../query/execute.ts'
import { parseFilter } from '../query/parse-filter.ts'
import { planQuery } from '../query/plan.ts'
import { selectRows, type Selection } from '../query/select.ts'
import { parseSort } from '../query/sort.ts'
import type { Collection } from '../storage/collection.ts'
import type { Document } from '../values/document.ts'
import { checkValue } from '../values/check-document.ts'
import { encode } from '../wire/bson.ts'
import {
  arrayArgument,
  checkCollation,
  collectionName,
  countArgument,
  documentArgument,
  hintArgument,
  refuseFlags,
} from './arguments.ts'
import type { Command } from './command.ts'

export const aggregate: Command = {
  fields: ['pipeline', 'cursor', 'hint', 'allowDiskUse', 'collation', 'bypassDocumentValidation', 'explain'],
  run: ({ store, cursors }, command, database) => {
    const name = collectionName(command)
    checkCollation(command)
    refuseFlags(command, ['explain'])
    const cursor = documentArgument(command, 'cursor')
    if (!cursor)
      throw new CommandError(
        'FailedToParse',
        "The 'cursor' option is required, except for aggregate with the explain argument",
      )
    const pipeline = arrayArgument(command, 'pipeline')
    checkValue(pipeline)
    const collection = store.find(database, name)
    const documents = runPipeline(
      collection,
      pipeline.map(parseStage),
      collection && hintArgument(command, collection),
      new Date(),
    )
    return cursors.first(`${database}.${name}`, encoded(documents), countArgument(cursor, 'batchSize'))
  },
}

function* encoded(documents: Iterable<Document>): Generator<Uint8Array, void> {
  for (const document of documents) yield encode(document)
}

type ParsedStage = ReturnType<typeof parseStage>

/** What the first stages ask for is left to the query planner; the rest is computed on what it finds. */
const runPipeline = (
  collection: Collection | undefined,
  stages: ParsedStage[],
  hint: Selection['hint'],
  now: Date,
): Iterable<Document> => {
  const { selection, rest } = leadingSelection(stages, hint)
  const counts = rest[0]?.name === '$group' ? countingGroup(rest[0].spec) : undefined
  if (counts && !selection.sort) {
    const found = collection ? countSelection(collection, selection) : 0
    return rest
      .slice(1)
      .reduce<Iterable<Document>>((documents, { run }) => run(documents, now), found > 0 ? [counts(found)] : [])
  }
  const source = collection ? documentsOf(collection, selection) : []
  return rest.reduce<Iterable<Document>>((documents, { run }) => run(documents, now), source)
}

function* documentsOf(collection: Collection, selection: Selection): Generator<Document, void> {
  for (const row of selectRows(collection, selection)) yield row.document
}

const countSelection = (collection: Collection, { filter, skip = 0, limit = 0, hint }: Selection): number => {
  const plan = planQuery(collection, filter, undefined, hint)
  return Math.max(0, countPlan(collection, plan, limit && skip + limit) - skip)
}

/** `$match`, `$sort`, `$skip` and `$limit` at the start, each at most once and in this order. */
const leadingSelection = (
  stages: ParsedStage[],
  hint: Selection['hint'],
): { selection: Selection; rest: ParsedStage[] } => {
  const rest = [...stages]
  const next = (name: string): unknown => (rest[0]?.name === name ? rest.shift()!.spec : undefined)
  const filter = parseFilter((next('$match') ?? {}) as Document)
  const sort = parseSort(next('$sort'))
  const skip = next('$skip')
  const limit = next('$limit')
  return {
    selection: {
      filter,
      sort,
      hint,
      skip: skip === undefined ? 0 : skipOf(skip),
      limit: limit === undefined ? 0 : limitOf(limit),
    },
    rest,
  }
}
