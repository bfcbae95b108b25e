/** Rows and their numbers. A number is stable while its row has a unit and may be given to another row afterwards. */
export class Rows {
  readonly #numbers = new Map<string, number>()
  readonly #free: number[] = []
  readonly ids: string[] = []
  readonly units: Set<string>[] = []

  get size(): number {
    return this.#numbers.size
  }

  /** One more than the largest number in use. */
  get capacity(): number {
    return this.ids.length
  }

  find(rowId: string): number {
    return this.#numbers.get(rowId) ?? -1
  }

  addUnit(rowId: string, unitId: string): number {
    const known = this.#numbers.get(rowId)
    const row = known ?? this.#free.pop() ?? this.ids.length
    if (known === undefined) {
      this.#numbers.set(rowId, row)
      this.ids[row] = rowId
      this.units[row] = new Set()
    }
    this.units[row]!.add(unitId)
    return row
  }

  removeUnit(row: number, unitId: string): void {
    const units = this.units[row]!
    units.delete(unitId)
    if (units.size > 0) return
    this.#numbers.delete(this.ids[row]!)
    this.#free.push(row)
  }
}
