import {
  createGraph,
  createIndex,
  createKeyIndex,
  type Graph,
  type KeyIndex,
  type LexicalIndex,
} from '@synthwright/retrieval'
import { classOf, type AccessClass } from '../access/access-class.ts'
import { headOf, type Row, type RowHead } from '../rows/row.ts'
import { ClassDigests } from './class-digests.ts'
import { edgeWeight } from './edge-weights.ts'
import { rowHash } from './row-hash.ts'
import { unitFields, unitsOf } from './row-units.ts'

interface Entry {
  readonly head: RowHead
  readonly hash: bigint
}

/** Where a document lives: its path, or for one without path its bytes. */
const addressOf = (projectId: string | null, path: string | null, hash: string): string =>
  JSON.stringify(path === null ? [projectId, null, hash] : [projectId, path])

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
  readonly #entries = new Map<string, Entry>()
  readonly #byNumber: RowHead[] = []
  readonly #tombstones = new Map<string, number>()
  readonly #byCommand = new Map<string, string>()
  readonly #byAddress = new Map<string, string>()
  readonly #digests = new ClassDigests()

  /** Takes a row in, unless it holds it in this or a later state. */
  put(row: Row): void {
    const known = this.#entries.get(row.id)
    if ((known?.head.rev ?? this.#tombstones.get(row.id) ?? -1) >= row.rev) return
    if (known) this.#takeOut(known)
    if (row.commandId !== null) this.#byCommand.set(row.commandId, row.id)
    if (row.deleted) {
      this.#tombstones.set(row.id, row.rev)
      return
    }
    this.#tombstones.delete(row.id)
    this.#putIn(row)
  }

  get(id: string): RowHead | undefined {
    return this.#entries.get(id)?.head
  }

  /** The row that the lexical index knows by this number: a search over all rows has no time for looking up ids. */
  numbered(row: number): RowHead {
    return this.#byNumber[row]!
  }

  *rows(): Generator<RowHead> {
    for (const { head } of this.#entries.values()) yield head
  }

  /** The id of the row that this command made, also when it was deleted since. */
  madeBy(commandId: string): string | undefined {
    return this.#byCommand.get(commandId)
  }

  /** The document at a path of a project; without a path, the one whose text has this hash. */
  documentAt(projectId: string | null, path: string | null, hash: string): RowHead | undefined {
    const id = this.#byAddress.get(addressOf(projectId, path, hash))
    return id === undefined ? undefined : this.get(id)
  }

  /** Access classes that have rows, sorted. */
  classes(): AccessClass[] {
    return this.#digests.classes()
  }

  /** Name of the state of the rows of these classes, and their number. */
  snapshot(classes: readonly AccessClass[]): { digest: string; rowCount: number } {
    return this.#digests.of(classes)
  }

  #putIn(row: Row): void {
    const head = headOf(row)
    const hash = rowHash(head)
    this.#entries.set(row.id, { head, hash })
    this.#digests.add(classOf(head), hash)
    this.characters += head.contentLength
    for (const unit of unitsOf(row)) this.lexical.upsert(unit)
    const number = this.lexical.numberOf(row.id)
    if (number >= 0) this.#byNumber[number] = head
    this.keys.put(row.id, [row.id, row.name, ...row.retrievalKeys])
    this.graph.setEdges(
      row.id,
      row.relations.map(({ type, to }) => ({ type, to, weight: edgeWeight(type) })),
    )
    if (head.document) this.#byAddress.set(addressOf(head.projectId, head.document.path, head.contentHash), row.id)
  }

  #takeOut({ head, hash }: Entry): void {
    this.#entries.delete(head.id)
    this.#digests.subtract(classOf(head), hash)
    this.characters -= head.contentLength
    this.lexical.removeRow(head.id)
    this.keys.remove(head.id)
    this.graph.removeRow(head.id)
    if (head.document) this.#byAddress.delete(addressOf(head.projectId, head.document.path, head.contentHash))
  }
}
