import type { System } from '@synthwright/testing'
import { waitUntil } from '@synthwright/testing'
import { Corpus } from './corpus.ts'
import { expectStatus, httpClient, type HttpClient } from './http-client.ts'
import { drive } from './load.ts'

/** What one bulk call takes at most. */
const batchSize = 128
const writersAtOnce = 4

/** Writes, searches and imports over HTTP, each answer looked at. */
export class KnowledgeLoad {
  readonly #client: HttpClient
  readonly #corpus = new Corpus(1)
  readonly #queries = new Corpus(2)
  #rows = 0

  constructor({ url, apiKey }: Pick<System, 'url' | 'apiKey'>) {
    this.#client = httpClient(url, apiKey)
  }

  /** Writes rows until there are `total`. @returns rows per second */
  async fill(total: number): Promise<number> {
    const missing = total - this.#rows
    const batches = Array.from({ length: Math.ceil(missing / batchSize) }, (_, i) =>
      Array.from({ length: Math.min(batchSize, missing - i * batchSize) }, () => this.#corpus.entity()),
    )
    const { perSecond } = await drive({ count: batches.length, concurrency: writersAtOnce }, async (i) => {
      const body = await expectStatus(this.#client, 'POST', '/api/entities/bulk', { entities: batches[i] }, 200)
      const { created } = body as { created: number }
      if (created !== batches[i]!.length) throw new Error(`Of ${batches[i]!.length} rows only ${created} were made`)
    })
    this.#rows = total
    return (perSecond * missing) / batches.length
  }

  /** Searches one after another. @returns how long each took */
  async search(count: number): Promise<number[]> {
    const { tookMs } = await drive({ count, concurrency: 1 }, async () => {
      const found = await this.#find(this.#queries.words(3))
      if (found.length === 0) throw new Error('A search for words that are there finds nothing')
    })
    return tookMs
  }

  async #find(query: string): Promise<{ name: string }[]> {
    const body = await expectStatus(this.#client, 'POST', '/api/search', { query }, 200)
    return (body as { results: { name: string }[] }).results
  }

  /** From sending a row to the answer of the first search that shows it, one after another. */
  async writeAndFind(count: number): Promise<number[]> {
    const { tookMs } = await drive({ count, concurrency: 1 }, async (i) => {
      const name = `unheard${Date.now().toString(36)}of${i}`
      await expectStatus(this.#client, 'POST', '/api/entities', { ...this.#corpus.entity(), name }, 201)
      await waitUntil(async () => (await this.#find(name)).some((hit) => hit.name === name), { everyMs: 1, what: name })
    })
    this.#rows += count
    return tookMs
  }

  /** Imports Markdown files in one import. @returns seconds until it is done */
  async import(count: number): Promise<number> {
    const project = (await expectStatus(this.#client, 'POST', '/api/projects', { name: 'Imported' }, 201)) as {
      id: string
    }
    const files = Array.from({ length: count }, (_, i) => ({ path: `docs/${i}.md`, content: this.#corpus.markdown() }))
    const startedAt = performance.now()
    const accepted = await expectStatus(
      this.#client,
      'POST',
      '/api/ingestion/imports',
      { project: project.id, files },
      202,
    )
    const path = `/api/ingestion/imports/${(accepted as { import_id: string }).import_id}`
    const isDone = async () => {
      const record = (await expectStatus(this.#client, 'GET', path, undefined, 200)) as {
        status: string
        counts: { imported: number }
      }
      if (record.status === 'failed') throw new Error('The import failed')
      return record.status === 'done' && record.counts.imported === count
    }
    await waitUntil(isDone, { timeoutMs: 120_000, everyMs: 50, what: 'the end of the import' })
    return (performance.now() - startedAt) / 1_000
  }

  /** Restarts the service that searches. @returns seconds until it finds again */
  async rebuild({ services }: Pick<System, 'services'>): Promise<number> {
    const graph = services.get('graph')!
    await graph.kill()
    const startedAt = performance.now()
    await graph.restart()
    await waitUntil(() => this.search(1), { timeoutMs: 120_000, what: 'the first search' })
    return (performance.now() - startedAt) / 1_000
  }

  close(): void {
    this.#client.close()
  }
}
