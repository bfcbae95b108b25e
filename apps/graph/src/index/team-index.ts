import type { RelationshipType } from '@synthwright/contracts'
import {
  createGraph,
  createIndex,
  createKeyIndex,
  type Graph,
  type KeyIndex,
  type LexicalIndex,
  type Unit,
} from '@synthwright/retrieval'
import { classOf, type AccessClass } from '../access/access-class.ts'
import { headOf, type DocumentPart, type Row, type RowHead } from '../rows/row.ts'
import { madeFrom } from '../rows/made-from.ts'
import { isHidden, isRedacted, shownRow } from '../rows/shown-row.ts'
import { ClassDigests } from './class-digests.ts'
import { Derivations } from './derivations.ts'
import { edgeWeight } from './edge-weights.ts'
import { rowHash } from './row-hash.ts'
import { isSynthesis, unitFields, unitsOf, type CountedUnits } from './row-units.ts'

/** How a row is shown and counted, which depends on what it was made from. */
interface Shown {
  readonly head: RowHead
  readonly accessClass: AccessClass
}

interface Entry {
  /** As it is. */
  readonly original: RowHead
  readonly hash: bigint
  shown: Shown
}

/** Where a document lives: its path, or for one without path its bytes. */
const addressOf = (projectId: string | null, path: string | null, hash: string): string =>
  JSON.stringify(path === null ? [projectId, null, hash] : [projectId, path])

const addressOfRow = ({ projectId, contentHash }: RowHead, { path }: DocumentPart): string =>
  addressOf(projectId, path, contentHash)

/** Ids of where a row came from. */
const sourcesOf = ({ memory, metadata }: RowHead): string[] =>
  [memory?.sourceId, metadata.source_id].filter((id): id is string => typeof id === 'string' && id !== '')

const targetsOf = ({ id, relations }: RowHead, wanted: RelationshipType): string[] =>
  relations.filter(({ type, to }) => type === wanted && to !== id).map(({ to }) => to)

const add = (sets: Map<string, Set<string>>, key: string, value: string): void => {
  sets.set(key, (sets.get(key) ?? new Set()).add(value))
}

const remove = (sets: Map<string, Set<string>>, key: string, value: string): void => {
  const set = sets.get(key)
  set?.delete(value)
  if (set?.size === 0) sets.delete(key)
}

/**
 * The knowledge of one team in memory: rows without their texts, the inverted index over their units, exact keys, the
 * relation graph and the digests. Its answers depend on the rows it holds and not on the order of their arrival.
 */
export class TeamIndex {
  /** The last change that is in it. */
  rev = 0
  /** Characters of all texts: a measure of the memory it takes. */
  characters = 0
  readonly lexical: LexicalIndex = createIndex({ fields: unitFields })
  readonly keys: KeyIndex = createKeyIndex()
  readonly graph: Graph = createGraph()
  /** Rows that are outside the term statistics of every class. */
  uncounted = 0
  readonly #entries = new Map<string, Entry>()
  readonly #byNumber: RowHead[] = []
  readonly #tombstones = new Map<string, number>()
  readonly #byCommand = new Map<string, string>()
  readonly #byAddress = new Map<string, string>()
  readonly #bySource = new Map<string, Set<string>>()
  readonly #replacedBy = new Map<string, Set<string>>()
  readonly #outdated = new Set<string>()
  readonly #redacted = new Set<string>()
  readonly #digests = new ClassDigests()
  readonly #derivations = new Derivations((id) => {
    const original = this.original(id)
    if (original) return { gone: isHidden(original) || isRedacted(original), accessClass: classOf(original) }
    return this.#tombstones.has(id) ? { gone: true, accessClass: null } : undefined
  })

  /**
   * Takes rows in, each unless it holds it in this or a later state.
   * @param counted what `countedUnits` made of them before
   */
  put(rows: readonly Row[], counted: CountedUnits): void {
    for (const row of rows) this.#put(row, counted.get(row.id))
    for (const id of this.#derivations.settle()) this.#showAgain(id)
  }

  #put(row: Row, units?: readonly Unit[]): void {
    const known = this.#entries.get(row.id)
    if ((known?.original.rev ?? this.#tombstones.get(row.id) ?? -1) >= row.rev) return
    if (known) this.#takeOut(known)
    if (row.commandId !== null) this.#byCommand.set(row.commandId, row.id)
    this.#derivations.put(row.id, row.deleted ? [] : madeFrom(row))
    if (row.deleted) {
      this.#tombstones.set(row.id, row.rev)
      return
    }
    this.#tombstones.delete(row.id)
    this.#putIn(row, units ?? unitsOf(row))
  }

  /** The row as it is shown; hidden rows too. */
  get(id: string): RowHead | undefined {
    return this.#entries.get(id)?.shown.head
  }

  /** The row as it is, for whoever writes its next state. */
  original(id: string): RowHead | undefined {
    return this.#entries.get(id)?.original
  }

  /** The team's revision that last wrote the row, also when it deleted it; 0 for one that never was. */
  writtenAt(id: string): number {
    return this.#entries.get(id)?.original.rev ?? this.#tombstones.get(id) ?? 0
  }

  /** Ids of the rows that came from a source of this id. */
  fromSource(sourceId: string): readonly string[] {
    return [...(this.#bySource.get(sourceId) ?? [])].sort()
  }

  /** Rows that another one may have taken the place of, or that somebody called out of date. */
  *retirable(): Generator<RowHead> {
    for (const id of new Set([...this.#replacedBy.keys(), ...this.#outdated])) {
      const row = this.get(id)
      if (row && !isHidden(row)) yield row
    }
  }

  /** The redacted rows, as they are shown, by id. */
  redacted(): RowHead[] {
    return [...this.#redacted].sort().map((id) => this.get(id)!)
  }

  /** Ids of the rows that were made from this one, to any depth, also while it is hidden. */
  derivedFrom(id: string): readonly string[] {
    return [...this.#derivations.madeFrom(id)].sort()
  }

  /** Ids of the rows that this one was made from, to any depth, also those that are gone. */
  sourcesOf(id: string): readonly string[] {
    return [...this.#derivations.sourcesOf(id)].sort()
  }

  /** Ids of the rows that say they take the place of this one. */
  replacedBy(id: string): readonly string[] {
    return [...(this.#replacedBy.get(id) ?? [])].sort()
  }

  /** The row that the lexical index knows by this number: a search over all rows has no time for looking up ids. */
  numbered(row: number): RowHead {
    return this.#byNumber[row]!
  }

  *rows(): Generator<RowHead> {
    for (const { shown } of this.#entries.values()) yield shown.head
  }

  /** The id of the row that this command made, also when it was deleted since. */
  madeBy(commandId: string): string | undefined {
    return this.#byCommand.get(commandId)
  }

  /** The document at a path of a project, as it is; without a path, the one whose text has this hash. */
  documentAt(projectId: string | null, path: string | null, hash: string): RowHead | undefined {
    const id = this.#byAddress.get(addressOf(projectId, path, hash))
    return id === undefined ? undefined : this.original(id)
  }

  /** Access classes that have rows, sorted. */
  classes(): AccessClass[] {
    return this.#digests.classes()
  }

  /** Name of the state of the rows of these classes, and their number. */
  snapshot(classes: readonly AccessClass[]): { digest: string; rowCount: number } {
    return this.#digests.of(classes)
  }

  #putIn(row: Row, units: readonly Unit[]): void {
    const original = headOf(row)
    const hash = rowHash(original)
    const shown = this.#shownOf(original)
    this.#entries.set(row.id, { original, hash, shown })
    for (const source of sourcesOf(original)) add(this.#bySource, source, row.id)
    if (original.document) this.#byAddress.set(addressOfRow(original, original.document), row.id)
    // A hidden row is kept for whoever may bring it back; nothing else of it is left.
    if (isHidden(original)) return
    this.#digests.add(shown.accessClass, hash)
    if (isSynthesis(original)) this.uncounted += 1
    this.characters += original.contentLength
    for (const unit of units) this.lexical.upsert(unit)
    this.#number(shown.head)
    this.keys.put(row.id, [row.id, row.name, ...row.retrievalKeys])
    this.graph.setEdges(
      row.id,
      row.relations.map(({ type, to }) => ({ type, to, weight: edgeWeight(type) })),
    )
    for (const id of targetsOf(original, 'SUPERSEDES')) add(this.#replacedBy, id, row.id)
    if (row.correction) (row.correction.action === 'redact' ? this.#redacted : this.#outdated).add(row.id)
  }

  #shownOf(original: RowHead): Shown {
    const { withheld, restsOn } = this.#derivations.standingOf(original.id)
    const head = shownRow(withheld || restsOn.length > 0 ? { ...original, withheld, restsOn } : original)
    return { head, accessClass: classOf(head) }
  }

  /** Shows a row as it is to be shown now that something it was made from has changed. Its words stay in the index. */
  #showAgain(id: string): void {
    const entry = this.#entries.get(id)
    if (!entry) return
    const { shown: old, original, hash } = entry
    const shown = this.#shownOf(original)
    entry.shown = shown
    if (isHidden(original)) return
    this.#digests.subtract(old.accessClass, hash)
    this.#digests.add(shown.accessClass, hash)
    this.#number(shown.head)
  }

  #number(head: RowHead): void {
    const number = this.lexical.numberOf(head.id)
    if (number >= 0) this.#byNumber[number] = head
  }

  #takeOut({ original, hash, shown }: Entry): void {
    this.#entries.delete(original.id)
    for (const source of sourcesOf(original)) remove(this.#bySource, source, original.id)
    if (original.document) this.#byAddress.delete(addressOfRow(original, original.document))
    if (isHidden(original)) return
    this.#digests.subtract(shown.accessClass, hash)
    if (isSynthesis(original)) this.uncounted -= 1
    this.characters -= original.contentLength
    this.lexical.removeRow(original.id)
    this.keys.remove(original.id)
    this.graph.removeRow(original.id)
    for (const id of targetsOf(original, 'SUPERSEDES')) remove(this.#replacedBy, id, original.id)
    this.#outdated.delete(original.id)
    this.#redacted.delete(original.id)
  }
}
