import { withRoom } from './growing.ts'

/**
 * Columns of the units by number, in order of arrival. A removed unit keeps its number, with row -1, until `compact`.
 * `terms` holds each unit's distinct term numbers back to back, so that a removal finds its document frequencies.
 */
export class Units {
  readonly #numbers = new Map<string, number>()
  readonly #fieldCount: number
  ids: string[] = []
  row = new Int32Array(256)
  class = new Int32Array(256)
  readonly length: Int32Array<ArrayBuffer>[]
  #terms = new Int32Array(4096)
  #termsEnd = new Int32Array(256)
  dead = 0

  constructor(fieldCount: number) {
    this.#fieldCount = fieldCount
    this.length = Array.from({ length: fieldCount }, () => new Int32Array(256))
  }

  get live(): number {
    return this.#numbers.size
  }

  /** One more than the largest number given. */
  get capacity(): number {
    return this.ids.length
  }

  find(unitId: string): number {
    return this.#numbers.get(unitId) ?? -1
  }

  add(unitId: string, row: number, classNumber: number, lengths: Int32Array, terms: readonly number[]): number {
    const unit = this.ids.length
    this.#numbers.set(unitId, unit)
    this.ids.push(unitId)
    this.row = withRoom(this.row, unit + 1)
    this.class = withRoom(this.class, unit + 1)
    this.#termsEnd = withRoom(this.#termsEnd, unit + 1)
    this.row[unit] = row
    this.class[unit] = classNumber
    for (let field = 0; field < this.#fieldCount; field++) {
      this.length[field] = withRoom(this.length[field]!, unit + 1)
      this.length[field]![unit] = lengths[field]!
    }
    const start = unit === 0 ? 0 : this.#termsEnd[unit - 1]!
    this.#terms = withRoom(this.#terms, start + terms.length)
    this.#terms.set(terms, start)
    this.#termsEnd[unit] = start + terms.length
    return unit
  }

  bury(unit: number): void {
    this.#numbers.delete(this.ids[unit]!)
    this.row[unit] = -1
    this.dead += 1
  }

  termsOf(unit: number): Int32Array {
    return this.#terms.subarray(unit === 0 ? 0 : this.#termsEnd[unit - 1]!, this.#termsEnd[unit]!)
  }

  lengthsOf(unit: number, into: Int32Array): Int32Array {
    for (let field = 0; field < this.#fieldCount; field++) into[field] = this.length[field]![unit]!
    return into
  }

  /** Closes the gaps; the new number of every old one, -1 for those removed. */
  compact(): Int32Array {
    const moved = new Int32Array(this.capacity)
    const ids: string[] = []
    let oldStart = 0
    let end = 0
    for (let unit = 0; unit < moved.length; unit++) {
      const oldEnd = this.#termsEnd[unit]!
      const to = (moved[unit] = this.row[unit]! < 0 ? -1 : ids.length)
      if (to >= 0) {
        ids.push(this.ids[unit]!)
        this.#numbers.set(this.ids[unit]!, to)
        this.row[to] = this.row[unit]!
        this.class[to] = this.class[unit]!
        for (const column of this.length) column[to] = column[unit]!
        this.#terms.copyWithin(end, oldStart, oldEnd)
        end += oldEnd - oldStart
        this.#termsEnd[to] = end
      }
      oldStart = oldEnd
    }
    this.ids = ids
    this.dead = 0
    return moved
  }
}
