import type { AccessClass } from '../access/access-class.ts'

/** What a row brings upon everything that was made from it. */
export interface Origin {
  /** Redacted, hidden or deleted. */
  readonly gone: boolean
  /** Who may read it; null when it is deleted. */
  readonly accessClass: AccessClass | null
}

/** What follows for a row from all it was made from, to any depth. */
export interface Standing {
  /** Whether any of it is gone. */
  readonly withheld: boolean
  /** The access classes of all of it, sorted; whoever cannot read one of them cannot read the row. */
  readonly restsOn: readonly AccessClass[]
}

const onItsOwn: Standing = { withheld: false, restsOn: [] }

const isSame = (a: Standing, b: Standing): boolean =>
  a.withheld === b.withheld &&
  a.restsOn.length === b.restsOn.length &&
  a.restsOn.every((name, i) => name === b.restsOn[i])

/**
 * Which rows were made from which. A change is followed to everything made from the changed row, and no further: the
 * standings of these rows are drawn up again from nothing, so that rows made from each other in a circle do not keep
 * each other withheld.
 */
export class Derivations {
  readonly #originOf: (id: string) => Origin | undefined
  readonly #sources = new Map<string, readonly string[]>()
  readonly #derived = new Map<string, Set<string>>()
  readonly #standings = new Map<string, Standing>()
  readonly #changed = new Set<string>()

  /** @param originOf a row as it is at the time of `settle`; undefined when nobody knows of it */
  constructor(originOf: (id: string) => Origin | undefined) {
    this.#originOf = originOf
  }

  /** Notes that a row is made from these, or changed otherwise. */
  put(id: string, sources: readonly string[]): void {
    const old = this.#sources.get(id) ?? []
    for (const source of old) {
      const derived = this.#derived.get(source)
      derived?.delete(id)
      if (derived?.size === 0) this.#derived.delete(source)
    }
    this.#sources.delete(id)
    if (sources.length > 0) this.#sources.set(id, [...new Set(sources)])
    for (const source of sources) this.#derived.set(source, (this.#derived.get(source) ?? new Set()).add(id))
    if (sources.length > 0 || old.length > 0 || this.#derived.has(id)) this.#changed.add(id)
  }

  standingOf(id: string): Standing {
    return this.#standings.get(id) ?? onItsOwn
  }

  /** What a row was made from, to any depth. */
  sourcesOf(id: string): Set<string> {
    return reached([id], (from) => this.#sources.get(from))
  }

  /** What was made from a row, to any depth. */
  madeFrom(id: string): Set<string> {
    return reached([id], (from) => this.#derived.get(from))
  }

  /** Draws up the standings that the changes since the last time touch. @returns ids of the rows whose standing is another */
  settle(): string[] {
    if (this.#changed.size === 0) return []
    const touched = reached(this.#changed, (from) => this.#derived.get(from))
    for (const id of this.#changed) touched.add(id)
    this.#changed.clear()
    const before = new Map([...touched].map((id) => [id, this.standingOf(id)]))
    for (const id of touched) this.#standings.delete(id)
    const waiting = new Set(touched)
    for (const id of waiting) {
      waiting.delete(id)
      const standing = this.#drawUp(id)
      if (isSame(standing, this.standingOf(id))) continue
      this.#standings.set(id, standing)
      for (const derived of this.#derived.get(id) ?? []) waiting.add(derived)
    }
    return [...touched].filter((id) => !isSame(before.get(id)!, this.standingOf(id)))
  }

  #drawUp(id: string): Standing {
    let withheld = false
    const classes = new Set<AccessClass>()
    for (const source of this.#sources.get(id) ?? []) {
      const origin = this.#originOf(source)
      const standing = this.standingOf(source)
      withheld ||= origin?.gone === true || standing.withheld
      if (origin?.accessClass) classes.add(origin.accessClass)
      for (const name of standing.restsOn) classes.add(name)
    }
    if (classes.size === 0 && !withheld) return onItsOwn
    const own = this.#originOf(id)?.accessClass
    return { withheld, restsOn: [...classes].filter((name) => name !== own).sort() }
  }
}

const reached = (from: Iterable<string>, next: (id: string) => Iterable<string> | undefined): Set<string> => {
  const found = new Set<string>()
  for (const id of from) for (const to of next(id) ?? []) found.add(to)
  for (const id of found) for (const to of next(id) ?? []) found.add(to)
  return found
}
