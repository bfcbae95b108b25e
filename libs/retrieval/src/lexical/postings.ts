import { withRoom } from './growing.ts'

const frequencyBits = 24
const largestFrequency = 2 ** frequencyBits - 1

/** Most fields one index may have: a field's number shares an Int32 with a frequency of 24 bits. */
export const largestFieldCount = 2 ** (31 - frequencyBits)

export const fieldOf = (entry: number): number => entry >>> frequencyBits
export const frequencyOf = (entry: number): number => entry & largestFrequency

/**
 * The dictionary and one posting list per term: pairs (unit, field and frequency) in one Int32Array, ascending by
 * unit and then field. Entries of removed units stay as tombstones until `compact`; document frequencies never count
 * them.
 */
export class Postings {
  readonly #numbers = new Map<string, number>()
  readonly #terms: string[] = []
  readonly #free: number[] = []
  readonly lists: Int32Array<ArrayBuffer>[] = []
  used = new Int32Array(1024)
  documentFrequency = new Int32Array(1024)

  get termCount(): number {
    return this.#numbers.size
  }

  find(term: string): number {
    return this.#numbers.get(term) ?? -1
  }

  intern(term: string): number {
    const known = this.#numbers.get(term)
    if (known !== undefined) return known
    const number = this.#free.pop() ?? this.#terms.length
    this.#numbers.set(term, number)
    this.#terms[number] = term
    this.lists[number] = new Int32Array(4)
    this.used = withRoom(this.used, number + 1)
    this.documentFrequency = withRoom(this.documentFrequency, number + 1)
    this.used[number] = 0
    this.documentFrequency[number] = 0
    return number
  }

  append(term: number, unit: number, field: number, frequency: number): void {
    const at = this.used[term]!
    const list = (this.lists[term] = withRoom(this.lists[term]!, at + 2))
    list[at] = unit
    list[at + 1] = (field << frequencyBits) | Math.min(frequency, largestFrequency)
    this.used[term] = at + 2
  }

  /** Index of the first entry of a unit in the list of a term, or -1. */
  at(term: number, unit: number): number {
    const list = this.lists[term]!
    let low = 0
    let high = this.used[term]! / 2
    while (low < high) {
      const middle = (low + high) >>> 1
      if (list[middle * 2]! < unit) low = middle + 1
      else high = middle
    }
    return low * 2 < this.used[term]! && list[low * 2] === unit ? low * 2 : -1
  }

  /** Renumbers units by `moved` (old number to new, -1 for removed; ascending) and forgets terms without a unit. */
  compact(moved: Int32Array): void {
    for (const [term, number] of this.#numbers) {
      const list = this.lists[number]!
      const used = this.used[number]!
      let kept = 0
      for (let i = 0; i < used; i += 2) {
        const unit = moved[list[i]!]!
        if (unit < 0) continue
        list[kept++] = unit
        list[kept++] = list[i + 1]!
      }
      this.used[number] = kept
      if (kept === 0) this.#forget(term, number)
      else if (kept * 4 < list.length) this.lists[number] = list.slice(0, kept * 2)
    }
  }

  #forget(term: string, number: number): void {
    this.#numbers.delete(term)
    this.lists[number] = new Int32Array(0)
    this.#free.push(number)
  }
}
