import type { System } from '@synthwright/testing'
import { expectStatus, httpClient, type HttpClient } from '../http-client.ts'
import { drive } from '../load.ts'
import { MixedRows } from './mixed-rows.ts'
import { peerDraft } from './peer-draft.ts'

/** What one bulk call takes at most. */
const batchSize = 128
const writersAtOnce = 4

interface Drafted {
  status: string
  source_packs?: { source_ids: string[] }[]
  verification: { source_count: number }
}

/** Writes rows, and plans and drafts over them over HTTP; no two goals are equal. */
export class DraftLoad {
  readonly #client: HttpClient
  readonly #rows = new MixedRows(1)
  readonly #goals = new MixedRows(2)
  #count = 0

  constructor({ url, apiKey }: Pick<System, 'url' | 'apiKey'>) {
    this.#client = httpClient(url, apiKey)
  }

  async fill(total: number): Promise<void> {
    const missing = total - this.#count
    const sizes = Array.from({ length: Math.ceil(missing / batchSize) }, (_, at) =>
      Math.min(batchSize, missing - at * batchSize),
    )
    await drive({ count: sizes.length, concurrency: writersAtOnce }, (at) => {
      const entities = Array.from({ length: sizes[at]! }, () => this.#rows.next())
      return expectStatus(this.#client, 'POST', '/api/entities/bulk', { entities }, 200)
    })
    this.#count = total
  }

  /** @returns how long each took */
  async plan(count: number, concurrency = 1): Promise<number[]> {
    return this.#drive({ count, concurrency }, async (goal) => {
      const body = await expectStatus(this.#client, 'POST', '/api/synthesis/plan', { goal }, 200)
      const { status, verification } = body as Drafted
      if (status !== 'planned' || verification.source_count === 0) throw new Error(`A plan of ${goal} has no sources`)
    })
  }

  /** Drafts without a model, checks included. @returns how long each took */
  async draft(count: number): Promise<number[]> {
    return this.#drive({ count, concurrency: 1 }, async (goal) => {
      const body = await expectStatus(this.#client, 'POST', '/api/synthesis/draft', { goal }, 200)
      if ((body as Drafted).verification.source_count === 0) throw new Error(`A draft of ${goal} has no sources`)
    })
  }

  /** Drafts as the re-creation of the peer does. @returns how long each took */
  async peerDraft(count: number): Promise<number[]> {
    return this.#drive({ count, concurrency: 1 }, async (goal) => {
      const { passes } = await peerDraft(this.#client, goal)
      if (!passes) throw new Error(`A draft of ${goal} as the peer's has a section without sources`)
    })
  }

  async #drive(load: { count: number; concurrency: number }, act: (goal: string) => Promise<void>): Promise<number[]> {
    const { tookMs } = await drive(load, () => act(this.#goals.goal()))
    return tookMs
  }

  close(): void {
    this.#client.close()
  }
}
