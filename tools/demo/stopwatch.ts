import { duration, step } from '../bootstrap/say.mjs'

/** Runs the phases of something as steps and remembers how long each took. */
export class Stopwatch {
  readonly #times: [name: string, ms: number][] = []

  note(name: string, ms: number): void {
    this.#times.push([name, ms])
  }

  async time<T>(name: string, doing: string, work: () => Promise<T>, done: (result: T) => string): Promise<T> {
    const startedAt = performance.now()
    const result = await step(doing, work, done)
    this.note(name, performance.now() - startedAt)
    return result
  }

  toString(): string {
    return this.#times.map(([name, ms]) => `${name} ${duration(ms)}`).join(', ')
  }
}
