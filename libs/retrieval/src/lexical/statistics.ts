import { withRoom } from './growing.ts'

/** Units and summed field lengths per class, whole numbers, so that they depend on what is indexed and not on how. */
export class ClassStatistics {
  readonly #numbers = new Map<string, number>()
  readonly #fieldCount: number
  /** Rises with every change. */
  version = 0
  counts = new Int32Array(16)
  lengths: Float64Array<ArrayBuffer>

  constructor(fieldCount: number) {
    this.#fieldCount = fieldCount
    this.lengths = new Float64Array(16 * fieldCount)
  }

  intern(name: string): number {
    const known = this.#numbers.get(name)
    if (known !== undefined) return known
    const number = this.#numbers.size
    this.#numbers.set(name, number)
    this.counts = withRoom(this.counts, number + 1)
    this.lengths = withRoom(this.lengths, (number + 1) * this.#fieldCount)
    return number
  }

  add(classNumber: number, lengths: Int32Array, sign: 1 | -1): void {
    this.version += 1
    this.counts[classNumber]! += sign
    for (let field = 0; field < this.#fieldCount; field++)
      this.lengths[classNumber * this.#fieldCount + field]! += sign * lengths[field]!
  }

  /** Totals over some classes, or over all; `member[class]` is 1 for those that count. */
  totals(classes?: readonly string[]): { count: number; lengths: Float64Array; member: Uint8Array } {
    const member = new Uint8Array(this.#numbers.size)
    if (!classes) member.fill(1)
    for (const name of classes ?? []) {
      const number = this.#numbers.get(name)
      if (number !== undefined) member[number] = 1
    }
    let count = 0
    const lengths = new Float64Array(this.#fieldCount)
    for (let number = 0; number < member.length; number++) {
      if (!member[number]) continue
      count += this.counts[number]!
      for (let field = 0; field < this.#fieldCount; field++)
        lengths[field]! += this.lengths[number * this.#fieldCount + field]!
    }
    return { count, lengths, member }
  }
}
