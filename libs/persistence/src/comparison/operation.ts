import type { Database } from '../suite/connect-suite.ts'

export type Document = Record<string, unknown>

/**
 * One operation of the comparison: documents that are there, commands that are run on them, and what MongoDB documents as
 * their outcome. Commands name their collection `rows`.
 */
export interface Operation {
  readonly title: string
  readonly given?: readonly Document[]
  readonly commands: readonly Document[]
  /** What of the last reply counts; all of it unless set. */
  readonly look?: (reply: Document) => unknown
  /** Of the last command; a refusal is `{ code }`. */
  readonly expected: unknown
}

/** Replies carry what belongs to a server and not to the operation. */
const ofTheServer = new Set(['ok', '$clusterTime', 'operationTime', 'electionId', 'opTime', 'lastCommittedOpTime'])

const withoutServer = (reply: Document): Document =>
  Object.fromEntries(Object.entries(reply).filter(([name]) => !ofTheServer.has(name)))

/** Of a write error its place and its code; messages differ from version to version. */
const plain = (reply: Document): Document => {
  const { writeErrors, ...rest } = withoutServer(reply)
  if (!Array.isArray(writeErrors)) return rest
  return { ...rest, writeErrors: (writeErrors as Document[]).map(({ index, code }) => ({ index, code })) }
}

const refused = (error: unknown): { code: unknown } => {
  const { code } = error as { code?: unknown }
  if (typeof code !== 'number') throw error
  return { code }
}

/** Runs one operation on a collection of its own. */
export const outcomeOf = async (
  database: Database,
  { given = [], commands, look = plain }: Operation,
): Promise<unknown> => {
  await database.command({ drop: 'rows' }).catch(refused)
  if (given.length > 0) await database.command({ insert: 'rows', documents: given })
  let outcome: unknown
  for (const [i, command] of commands.entries()) {
    const last = i === commands.length - 1
    try {
      const reply = await database.command(command)
      if (last) outcome = look(reply)
    } catch (error) {
      if (!last) throw error
      outcome = refused(error)
    }
  }
  return outcome
}

/** The documents of a reply's first batch. */
export const batch = (reply: Document): Document[] => (reply['cursor'] as { firstBatch: Document[] }).firstBatch

/** How values stand in titles and in the list of differences. */
export const show = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) => {
    if (inner instanceof RegExp || typeof inner === 'bigint') return String(inner)
    return typeof inner === 'number' && !Number.isFinite(inner) ? String(inner) : inner
  })
