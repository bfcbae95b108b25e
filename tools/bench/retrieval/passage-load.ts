import { waitUntil, type System } from '@synthwright/testing'
import { expectStatus, httpClient, type HttpClient } from '../http-client.ts'
import { drive } from '../load.ts'
import type { Passage } from './questions.ts'

/** What one import takes at most. */
const filesPerImport = 500
const folder = 'passages'
const pathOf = (number: number): string => `${folder}/${number}.md`
const numberOf = (path: string): number => Number(/\/(\d+)\.md$/.exec(path)?.[1])

/** Imports passages as documents and searches them, over HTTP. */
export class PassageLoad {
  readonly #client: HttpClient
  #project = ''

  constructor({ url, apiKey }: Pick<System, 'url' | 'apiKey'>) {
    this.#client = httpClient(url, apiKey)
  }

  /** Imports every passage as a document of its own, its title as its heading. */
  async import(passages: readonly Passage[]): Promise<void> {
    const project = await this.#post('/api/projects', { name: 'Passages' }, 201)
    this.#project = (project as { id: string }).id
    const files = passages.map(({ title, text }, number) => ({
      path: pathOf(number),
      content: `# ${title.replaceAll(/\s+/g, ' ')}\n\n${text}\n`,
    }))
    for (let start = 0; start < files.length; start += filesPerImport)
      await this.#importFiles(files.slice(start, start + filesPerImport))
  }

  async #importFiles(files: readonly { path: string; content: string }[]): Promise<void> {
    const accepted = await this.#post('/api/ingestion/imports', { project: this.#project, files }, 202)
    const path = `/api/ingestion/imports/${(accepted as { import_id: string }).import_id}`
    const isDone = async () => {
      const record = (await expectStatus(this.#client, 'GET', path, undefined, 200)) as {
        status: string
        failed: unknown[]
      }
      if (record.status === 'failed' || record.failed.length > 0)
        throw new Error(`The import failed: ${JSON.stringify(record.failed).slice(0, 300)}`)
      return record.status === 'done'
    }
    await waitUntil(isDone, { timeoutMs: 120_000, everyMs: 50, what: 'the end of an import' })
  }

  /** Asks one question after another. @returns numbers of the passages found for each, best first, and the times */
  async ask(questions: readonly string[], limit: number): Promise<{ found: number[][]; tookMs: number[] }> {
    const { results, tookMs } = await drive({ count: questions.length, concurrency: 1 }, (at) =>
      this.#find(questions[at]!, limit),
    )
    return { found: results, tookMs }
  }

  async #find(query: string, limit: number): Promise<number[]> {
    const body = await this.#post('/api/search', { query, project: this.#project, types: ['document'], limit }, 200)
    return (body as { results: { source: string }[] }).results.map(({ source }) => numberOf(source))
  }

  #post(path: string, body: unknown, status: number): Promise<unknown> {
    return expectStatus(this.#client, 'POST', path, body, status)
  }

  close(): void {
    this.#client.close()
  }
}
