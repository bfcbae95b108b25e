import type { Change } from '../../changes/change.ts'
import type { Row } from '../../rows/row.ts'
import type { Without } from './world.ts'

const always = new Date(8.64e15)

/** What the store looks like to replicas that lack a rule, and the law that breaks then. */
export const rules: [rule: string, without: Without, law: RegExp, texts?: 'in memory'][] = [
  [
    'late copies: a command changes nothing that was written after what its caller had seen',
    (reach) => ({ ...reach, command: (given) => ({ ...given, seen: undefined }) }),
    /a late copy passes no later write/,
  ],
  [
    'a command that comes again finds its effect',
    ({ changes, ...reach }) => ({ ...reach, changes: { ...changes, hasEffectOf: async () => false } }),
    /a command has one effect/,
  ],
  [
    'a change is computed from a replica that has caught up to the revision before it',
    ({ changes, ...reach }) => {
      let computed: readonly Row[] | null = null
      return {
        ...reach,
        changes: {
          ...changes,
          insert: async (team, change) => {
            const rows = (computed ?? change.rows).map((row) => ({ ...row, rev: change.rev }))
            const isNew = await changes.insert(team, { ...change, rows })
            computed = isNew ? null : rows
            return isNew
          },
        },
      }
    },
    /no write is lost under another|what is not there is not deleted/,
  ],
  [
    'whoever catches up applies what nobody has marked applied',
    ({ changes, ...reach }) => ({
      ...reach,
      changes: {
        ...changes,
        after: async (...asked) => (await changes.after(...asked)).map((change) => ({ ...change, applied: true })),
        unapplied: async () => [],
      },
    }),
    /what was committed stands in the rows in the end|as it was at one revision|no write is lost under another/,
  ],
  [
    'a deleted row stays as a tombstone with its revision',
    ({ rows, ...reach }, shelf, teamId) => ({
      ...reach,
      rows: {
        ...rows,
        put: async (team, row) => {
          await rows.put(team, row)
          if (row.deleted) shelf.rows.get(teamId)?.delete(row.id)
        },
      },
    }),
    /a deleted row does not come back|as it was at one revision|a late copy passes no later write/,
  ],
  [
    'only what is applied is dropped',
    ({ changes, ...reach }, shelf, teamId) => ({
      ...reach,
      changes: {
        ...changes,
        drop: async (team, below, before) => {
          await changes.drop(team, below, before)
          const isOld = (rev: number) => shelf.committedAt.get(`${teamId}/${rev}`)! < before
          const isTold = ({ audit }: Change) => audit.length === 0
          const kept = shelf.changes.get(teamId)!.filter((one) => one.rev >= below || !isTold(one) || !isOld(one.rev))
          shelf.changes.set(teamId, kept)
        },
      },
    }),
    /what was committed stands in the rows in the end|as it was at one revision|no write is lost under another/,
    'in memory',
  ],
  [
    'the newest change is not dropped',
    ({ changes, ...reach }) => ({
      ...reach,
      changes: { ...changes, drop: (team, below) => changes.drop(team, below + 1, always) },
    }),
    /a revision is used once|a reader sees what was written before|a reader is answered in the end|one effect/,
  ],
  [
    'a change with something to tell the audit log is not dropped',
    ({ changes, ...reach }, shelf, teamId) => ({
      ...reach,
      changes: {
        ...changes,
        drop: async (team, below, before) => {
          const untold = shelf.changes.get(teamId)!.filter(({ audit }) => audit.length > 0)
          for (const { rev } of untold.filter((change) => change.rev < below)) await changes.markAudited(team, rev)
          await changes.drop(team, below, before)
        },
      },
    }),
    /the audit log hears everything/,
  ],
  [
    'what the audit log is to keep is taken out after it was acknowledged',
    ({ changes, record, ...reach }, shelf, teamId) => ({
      ...reach,
      changes,
      record: async (entries) => {
        const ids = new Set(entries.map(({ id }) => id))
        const told = shelf.changes.get(teamId)!.filter(({ audit }) => audit.some(({ id }) => ids.has(id)))
        for (const { rev } of told) await changes.markAudited(teamId, rev)
        await record(entries)
      },
    }),
    /the audit log hears everything/,
  ],
  [
    'a reloading replica reads the newest revision before the rows',
    ({ changes, rows, ...reach }) => {
      let before: Row[] = []
      return {
        ...reach,
        changes: {
          ...changes,
          newestRev: async (team) => {
            before = await rows.page(team, null, Infinity)
            return changes.newestRev(team)
          },
        },
        rows: { ...rows, page: async (_team, after) => before.filter(({ id }) => after === null || id > after) },
      }
    },
    /as it was at one revision|a reader is answered in the end|no write is lost under another/,
  ],
  [
    'a hole between a replica’s revision and the first change means that it reloads',
    ({ changes, ...reach }) => ({
      ...reach,
      changes: {
        ...changes,
        after: async (team, rev, limit) => {
          const found = await changes.after(team, rev, limit)
          const holes = Array.from({ length: Math.max(0, (found[0]?.rev ?? 0) - rev - 1) }, (_, n) => rev + 1 + n)
          return [
            ...holes.map((of) => ({ rev: of, writeId: '', commandId: null, applied: true, rows: [], audit: [] })),
            ...found,
          ]
        },
      },
    }),
    /as it was at one revision|a reader is answered in the end|no write is lost under another/,
  ],
  [
    'a text at rest is checked against the revision of its row in the index',
    ({ changes, rows, ...reach }) => {
      const seen = new Map<string, number>()
      const see = (given: readonly Row[]) => {
        for (const { id, rev } of given) seen.set(id, Math.max(rev, seen.get(id) ?? 0))
        return given
      }
      return {
        ...reach,
        changes: {
          ...changes,
          after: async (...asked) => {
            const found = await changes.after(...asked)
            for (const change of found) see(change.rows)
            return found
          },
          insert: async (team, change) => {
            const isNew = await changes.insert(team, change)
            if (isNew) see(change.rows)
            return isNew
          },
        },
        rows: {
          ...rows,
          page: async (...asked) => {
            const found = await rows.page(...asked)
            see(found)
            return found
          },
          texts: async (...asked) => {
            const found = await rows.texts(...asked)
            return new Map([...found].map(([id, text]) => [id, { ...text, rev: seen.get(id) ?? text.rev }]))
          },
        },
      }
    },
    /as it was at one revision|no write is lost under another/,
  ],
]
