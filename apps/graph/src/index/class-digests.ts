import { sha256 } from '@synthwright/kernel'
import type { AccessClass } from '../access/access-class.ts'

const width = 128

interface ClassSum {
  sum: bigint
  rows: number
}

/**
 * A digest of the rows of each access class, kept by adding and subtracting row hashes modulo 2^128, so that a write
 * costs one addition, a caller's digest one addition per class, and only the state counts, not the way to it.
 *
 * Plain sums are enough: every row has its id in its hash, so no row stands twice and nothing cancels by itself, and
 * two states collide by chance once in 2^128. Somebody able to choose thousands of rows could construct a collision;
 * all they would gain is that their own plans of two states share a snapshot name.
 */
export class ClassDigests {
  readonly #sums = new Map<AccessClass, ClassSum>()

  add(accessClass: AccessClass, hash: bigint): void {
    this.#change(accessClass, hash, 1)
  }

  subtract(accessClass: AccessClass, hash: bigint): void {
    this.#change(accessClass, -hash, -1)
  }

  /** Classes that have rows, sorted. */
  classes(): AccessClass[] {
    return [...this.#sums.keys()].sort()
  }

  /** Digest and number of the rows of these classes together. */
  of(classes: readonly AccessClass[]): { digest: string; rowCount: number } {
    let sum = 0n
    let rowCount = 0
    for (const name of classes) {
      const found = this.#sums.get(name)
      sum = BigInt.asUintN(width, sum + (found?.sum ?? 0n))
      rowCount += found?.rows ?? 0
    }
    return { digest: `sha256:${sha256(`${rowCount}:${sum.toString(16)}`)}`, rowCount }
  }

  #change(accessClass: AccessClass, by: bigint, rows: 1 | -1): void {
    const old = this.#sums.get(accessClass) ?? { sum: 0n, rows: 0 }
    const now = { sum: BigInt.asUintN(width, old.sum + by), rows: old.rows + rows }
    if (now.rows === 0) this.#sums.delete(accessClass)
    else this.#sums.set(accessClass, now)
  }
}
