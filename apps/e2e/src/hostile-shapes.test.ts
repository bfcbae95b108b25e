import {
  createEntityRoute,
  createProjectRoute,
  documentTextRoute,
  draftRoute,
  importDocumentRoute,
  listProjectsRoute,
  searchRoute,
  verifyRoute,
  type VerifyResponse,
} from '@synthwright/contracts'
import { startSystem, type ApiClient, type System } from '@synthwright/testing'
import { foundOrganisation } from './organisation.ts'

const length = 470_000
const filled = (part: string): string => part.repeat(Math.floor(length / part.length))
const headings = (): string => Array.from({ length: 25_000 }, (_, n) => `# Part ${n} of it\n`).join('')

/** What somebody hostile could send, each of 450 to 500 kB; a source may be cited in it. */
const shapes: readonly [name: string, make: (source: string) => string][] = [
  ['one row of a table', () => `| a |\n| --- |\n${filled('| a ')}|`],
  ['cited sentences', (source) => filled(`A is 1. [${source}] `)],
  ['sentences without citation', () => filled('A is 1. ')],
  ['one sentence without end', () => filled('and so on, ')],
  ['control characters', () => filled('\u0001\u0007 a\u001B[31m')],
  ['opening brackets', () => filled('[')],
  ['backticks', () => filled('`')],
  ['emoji', () => filled('👩‍👩‍👧 ')],
  ['a heading per line', headings],
]
const opening = 'The lighthouse opens at dawn.\n\n'

let system: System
let owner: ApiClient
let bystander: ApiClient
let source: string
beforeAll(async () => {
  system = await startSystem()
  const founded = await foundOrganisation(system, 'ada')
  owner = founded.owner
  bystander = await founded.member('bob', 'member')
  const body = { name: 'A', entity_type: 'rule', content: 'A is 1.' }
  source = (await owner.expect(createEntityRoute, { body })).id
}, 60_000)
afterAll(() => system.stop())

/** The answer to a large request, while somebody else is answered as well. */
const meanwhile = async <T>(large: Promise<T>): Promise<T> => {
  const [answer] = await Promise.all([large, bystander.expect(listProjectsRoute)])
  return answer
}

const verified = async (markdown: string): Promise<VerifyResponse> => {
  const answer = await meanwhile(owner.send(verifyRoute, { body: { source_ids: [source], markdown } }))
  expect([answer.status, answer.error]).toEqual([200, undefined])
  return answer.body as VerifyResponse
}

it('a text whose every sentence was checked passes', async () => {
  const { verification } = await verified(`A is 1. [${source}] `.repeat(50))
  expect(verification).toMatchObject({ status: 'pass', checked_sentence_count: 50 })
})

it.each(shapes)(
  '%s: a text of it is verified, and does not pass',
  async (_, make) => {
    const markdown = make(source)
    expect(markdown.length).toBeGreaterThan(400_000)
    const { verification, sentences } = await verified(markdown)
    expect(verification.status).toBe('gaps')
    expect(verification.gaps.length).toBeGreaterThan(0)
    expect(sentences.length).toBe(verification.checked_sentence_count)
  },
  60_000,
)

const importing = async (make: (source: string) => string) => {
  const { id: project } = await owner.expect(createProjectRoute, { body: { name: 'Harbour' } })
  const content = `${opening}${make(source)}`
  const body = { project, path: 'hostile.md', content }
  const answer = await meanwhile(owner.send(importDocumentRoute, { body }))
  const { results } = await owner.expect(searchRoute, { body: { query: 'lighthouse dawn', project } })
  return { project, content, answer, found: results.map(({ id }) => id) }
}

it.each(shapes.filter(([, make]) => make !== headings))(
  '%s: a document of it can be read, found and drafted from',
  async (_, make) => {
    const { project, content, answer, found } = await importing(make)
    expect(answer.status).toBe(201)
    const { document_id } = answer.body
    expect(found).toContain(document_id)
    const { text } = await owner.expect(documentTextRoute, { params: { document_id } })
    expect(text).toBe(content)
    const body = { goal: 'Document when the lighthouse opens', project }
    const draft = await meanwhile(owner.send(draftRoute, { body }))
    expect([200, 202]).toContain(draft.status)
  },
  60_000,
)

it('a document with a heading per line is refused before anything of it is kept', async () => {
  const { answer, found } = await importing(headings)
  expect([answer.status, answer.error?.details]).toMatchObject([422, { field: 'content' }])
  expect(found).toEqual([])
}, 60_000)
