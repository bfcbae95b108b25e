import type { Change } from '../../changes/change.ts'
import type { Row } from '../../rows/row.ts'

/** What must never happen, has. */
export class Violation extends Error {}

export const demand = (holds: boolean, law: string, about: unknown = ''): void => {
  if (!holds) throw new Violation(`${law}: ${JSON.stringify(about)}`)
}

/** What a reader is shown: the revision of the knowledge, and the text of each row. */
export interface Shown {
  rev: number
  texts: Record<string, string>
}

type State = ReadonlyMap<string, Row>

/** A row's text lists the writes that made it, so that one that went missing shows. */
export const textAfter = (before: string | undefined, write: number): string =>
  before === undefined ? `${write}` : `${before} ${write}`

/** What the team's knowledge is after each committed change, whatever the store still has of it. */
export const createTruth = () => {
  const states: State[] = [new Map()]
  const writes = new Set<string>()
  const commands = new Set<string>()
  const late = new Map<string, number>()

  const newest = (): State => states.at(-1)!
  const textIn = (state: State, id: string): string | undefined => {
    const row = state.get(id)
    return row && !row.deleted ? row.content : undefined
  }

  return {
    rev: (): number => states.length - 1,
    newest,
    /** Nobody waits for this command any more, whose caller had seen so much. */
    giveUp: (commandId: string, seen: number): void => void late.set(commandId, seen),

    /** Looks at a change that was just committed. @throws Violation */
    commit({ rev, writeId, commandId, rows }: Change): void {
      demand(rev === states.length, 'a revision is used once', { rev, known: states.length - 1 })
      demand(!writes.has(writeId), 'a write has one effect', writeId)
      writes.add(writeId)
      demand(!commands.has(commandId!), 'a command has one effect', commandId)
      commands.add(commandId!)
      const seen = late.get(commandId!) ?? Infinity
      const passed = rows.filter(({ id }) => (newest().get(id)?.rev ?? 0) > seen)
      demand(passed.length === 0, 'a late copy passes no later write', { commandId, seen })
      for (const { id, content, deleted } of rows) {
        const write = Number(content.split(' ').at(-1))
        const expected = textAfter(textIn(newest(), id), write)
        demand(deleted || content === expected, 'no write is lost under another', { id, content, expected })
        demand(!deleted || textIn(newest(), id) !== undefined, 'what is not there is not deleted', id)
      }
      states.push(new Map([...newest(), ...rows.map((row) => [row.id, row] as const)]))
    },

    /** Looks at what a reader is shown. @throws Violation */
    read({ rev, texts }: Shown, atLeast: number): void {
      demand(rev >= atLeast, 'a reader sees what was written before', { rev, atLeast })
      const state = states[rev]
      demand(state !== undefined, 'a reader sees what was written', { rev })
      const live = [...state!.values()].filter(({ deleted }) => !deleted)
      const expected = Object.fromEntries(live.map(({ id, content }) => [id, content]))
      const isSame = live.length === Object.keys(texts).length && live.every(({ id, content }) => texts[id] === content)
      demand(isSame, 'a reader sees the knowledge as it was at one revision', { rev, texts, expected })
    },

    /** Looks at the rows at rest once everything came to its end. @throws Violation */
    rest(rows: ReadonlyMap<string, Row>): void {
      for (const { id, rev, content, deleted } of newest().values()) {
        const stored = rows.get(id)
        if (deleted) {
          demand(stored?.deleted ?? true, 'a deleted row does not come back', { id, rev, stored: stored?.rev })
          continue
        }
        const isSame = stored?.rev === rev && stored.content === content && !stored.deleted
        demand(isSame, 'what was committed stands in the rows in the end', { id, rev, stored: stored?.rev })
      }
    },
  }
}
