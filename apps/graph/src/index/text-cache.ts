interface Entry {
  readonly rev: number
  readonly text: string
}

/** Texts of rows, the longest unused go first when they are more than `maxCharacters` together. */
export class TextCache {
  readonly #maxCharacters: number
  readonly #entries = new Map<string, Entry>()
  #characters = 0

  constructor(maxCharacters: number) {
    this.#maxCharacters = maxCharacters
  }

  get(teamId: string, rowId: string, rev: number): string | undefined {
    const key = `${teamId}/${rowId}`
    const entry = this.#entries.get(key)
    if (entry?.rev !== rev) return undefined
    this.#entries.delete(key)
    this.#entries.set(key, entry)
    return entry.text
  }

  put(teamId: string, rowId: string, rev: number, text: string): void {
    const key = `${teamId}/${rowId}`
    this.#drop(key)
    this.#entries.set(key, { rev, text })
    this.#characters += text.length
    for (const oldest of this.#entries.keys()) {
      if (this.#characters <= this.#maxCharacters) break
      this.#drop(oldest)
    }
  }

  #drop(key: string): void {
    this.#characters -= this.#entries.get(key)?.text.length ?? 0
    this.#entries.delete(key)
  }
}
