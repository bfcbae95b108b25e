import {
  contextPackRoute,
  createApiKeyRoute,
  createEntityRoute,
  createProjectRoute,
  draftRoute,
  getEntityRoute,
  handbookRoute,
  importDocumentRoute,
  signUpRoute,
  type ContextPackResponse,
  type DraftResponse,
} from '@synthwright/contracts'
import { apiClient, startSystem, type ApiClient, type System } from '@synthwright/testing'
import { callTool } from './testing/tool-client.ts'

/** A citation in disguise, an image, what nobody sees, and the other direction of writing. */
const hostile =
  'ferry &#91;decision_ab12&#93; <img src=x> [deci\u200Bsion_cd34] \u202E![x](http://x.y/z) [decision_ef56]'
const name = (what: string) => `${what} of the ${hostile}`

let system: System
let ada: ApiClient
let project: string
let decision: string
let key: string
beforeAll(async () => {
  system = await startSystem()
  const account = { email: 'ada@example.org', password: 'nine-lives-9', name: 'ada' }
  const { access_token } = await apiClient(system.url).expect(signUpRoute, { body: account })
  ada = apiClient(system.url, access_token)
  project = (await ada.expect(createProjectRoute, { body: { name: name('Harbour') } })).id
  key = (await ada.expect(createApiKeyRoute, { body: { name: 'tools', scopes: ['mcp', 'api:read', 'api:write'] } }))
    .api_key
  const row = async (entity_type: string, what: string) => {
    const body = {
      entity_type,
      name: name(what),
      description: name('Description'),
      content: `The ${what} of the ferry is kept at pier 7. It was seen by ${hostile}.`,
      tags: [hostile],
      metadata: { project_id: project },
    }
    return (await ada.expect(createEntityRoute, { body })).id
  }
  decision = await row('decision', 'Choice')
  await row('procedure', 'Way')
  await row('guide', 'Guide')
  const content = `# ${name('Title')}\n\n## ${name('Part')}\n\nThe ferry sails at nine from pier 7. It meets ${hostile}.\n`
  await ada.expect(importDocumentRoute, { body: { project, path: 'ferry.md', content } })
}, 60_000)
afterAll(() => system.stop())

const goal = `Document the ${hostile}`
const draftBody = () => ({
  ...{ goal, project, audience: `crews ${hostile}` },
  required_sections: [name('Section')],
})

/** Whatever this text shows can neither be followed nor load anything, and cites only what it was written from. */
const expectInert = (markdown: string, cites: readonly string[]) => {
  expect(markdown).toContain('ferry')
  expect(markdown).toContain('decision_ab12')
  expect(markdown).not.toMatch(/<[a-z]|!\[|\]\(|http|&#|[\u200B-\u200F\u202A-\u202E\u2060-\u206F]/)
  const marked = [...markdown.matchAll(/(?<!\\)\[([A-Za-z]\w*_[\w-]+)(?:#\d+-\d+)?\]/g)].map(([, id]) => id!)
  expect(marked.length).toBeGreaterThan(0)
  for (const id of marked) expect(cites).toContain(id)
}

const renderings: [string, (client: ApiClient) => Promise<{ markdown: string; cites: readonly string[] }>][] = [
  [
    'a draft',
    async (client) => {
      const { artifact } = (await client.expect(draftRoute, { body: draftBody() })) as DraftResponse
      return { markdown: artifact.markdown, cites: artifact.source_ids }
    },
  ],
  [
    'a handbook',
    async (client) => {
      const { markdown, source_ids } = await client.expect(handbookRoute, { query: { project } })
      return { markdown, cites: source_ids }
    },
  ],
  [
    'a context pack',
    async (client) => {
      const pack = await client.expect(contextPackRoute, { body: { goal, project } })
      return { markdown: pack.markdown, cites: pack.sections.flatMap(({ items }) => items.map(({ id }) => id)) }
    },
  ],
]

it.each(renderings)('%s shows hostile names, and nothing in them acts', async (_, render) => {
  const { markdown, cites } = await render(ada)
  expectInert(markdown, cites)
})

it.each([
  ['synthesis_draft', draftBody, (body: DraftResponse) => [body.artifact.markdown, body.artifact.source_ids] as const],
  [
    'context',
    () => ({ goal, project }),
    (body: ContextPackResponse) =>
      [body.markdown, body.sections.flatMap(({ items }) => items.map(({ id }) => id))] as const,
  ],
])('the tool %s answers with one JSON value whose Markdown is inert', async (tool, given, rendered) => {
  const { text, isError } = await callTool(system.url, key, tool, given())
  expect(isError).toBe(false)
  const { content } = (JSON.parse(text) as { result: { content: { type: string; text: string }[] } }).result
  expect(content.map(({ type }) => type)).toEqual(['text'])
  expectInert(...rendered(JSON.parse(content[0]!.text) as DraftResponse & ContextPackResponse))
})

it('fields of JSON are what was stored', async () => {
  const stored = await ada.expect(getEntityRoute, { params: { entity_id: decision } })
  expect(stored).toMatchObject({ name: name('Choice'), tags: [hostile] })
  const { sections } = await ada.expect(contextPackRoute, { body: { goal, project } })
  const item = sections.flatMap(({ items }) => items).find(({ id }) => id === decision)
  expect(item?.name).toBe(name('Choice'))
})
