import { createEntityRoute, createProjectRoute, signUpRoute } from '@synthwright/contracts'
import { apiClient, startSystem, type System } from '@synthwright/testing'
import type { z } from 'zod'
import { PeerDraft, PeerHandbook, PeerPlan } from './testing/peer-shapes.ts'

let system: System
let token: string
let project: string
let decision: string

const goal = 'Document the ferry queue'

beforeAll(async () => {
  system = await startSystem()
  const account = { email: 'ada@example.org', password: 'nine-lives-9', name: 'Ada' }
  token = (await apiClient(system.url).expect(signUpRoute, { body: account })).access_token
  const ada = apiClient(system.url, token)
  project = (await ada.expect(createProjectRoute, { body: { name: 'Ferry' } })).id
  const row = async (entity_type: string, name: string, content: string) =>
    (await ada.expect(createEntityRoute, { body: { entity_type, name, content, metadata: { project_id: project } } }))
      .id
  decision = await row('decision', 'Use one queue', 'The ferry uses one durable queue per task since 2026-03-02.')
  await row('procedure', 'Drain the queue', 'The ferry queue is drained before every release.')
}, 60_000)
afterAll(() => system.stop())

/** Asks as a client of the peer does, whose base is `/api`. */
const send = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
  const response = await fetch(`${system.url}/api${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) }
}

/** What the peer's client makes of an answer that has to be a success. */
const read = async <S extends z.ZodType>(
  shape: S,
  method: string,
  path: string,
  body?: unknown,
): Promise<z.output<S>> => {
  const answer = await send(method, path, body)
  if (answer.status >= 300) throw new Error(`${method} ${path} ${answer.status}: ${JSON.stringify(answer.body)}`)
  return shape.parse(answer.body)
}

const operations = [
  ['/synthesis/plan', PeerPlan],
  ['/synthesis/draft', PeerDraft],
] as const

describe.each(operations)('a client of the peer: POST %s', (path, shape) => {
  it.each<[string, object]>([
    ['a goal alone', {}],
    ['blank optional texts', { audience: '', seed_query: ' ', project: '', domain: '' }],
    ['null for what may be absent', { audience: null, seed_query: null, project: null, domain: null }],
    ['null for lists', { entity_ids: null, required_sections: null, constraints: null }],
    ['numbers that came as text', { max_sections: '4' }],
    ['sections without a prompt', { required_sections: [{ title: 'Queues', prompt: null }, { title: 'Calm seas' }] }],
    ['pins that nobody has', { entity_ids: ['note_none'], decision_ids: ['decision_none'] }],
    ['sections that do not fit', { required_sections: [{ title: 'A' }, { title: 'B' }], max_sections: 1 }],
    ['members of another release', { since_the_next_release: true }],
  ])('takes %s, and reads the answer', async (_, given) => {
    await read(shape, 'POST', path, { goal, ...given })
  })

  it('may send back the request that it was told', async () => {
    const sections = [{ title: 'Queues', prompt: null, required_source_ids: [decision] }]
    const first = await read(shape, 'POST', path, { goal, project, required_sections: sections })
    expect(first.request.required_sections).toEqual(sections)
    const again = await read(shape, 'POST', path, first.request)
    expect(again.request).toEqual(first.request)
  })

  it('is told of gaps of the whole run in strings', async () => {
    const { verification } = await read(shape, 'POST', path, { goal, entity_ids: ['note_none'] })
    expect(verification.gaps).toContainEqual({
      section_id: '',
      title: expect.any(String),
      reason: 'pinned_source_ids_not_found',
      query: '',
      missing_source_ids: ['note_none'],
    })
  })

  it.each([
    ['', 422],
    ['   ', 400],
  ])('refuses the goal "%s" with %i', async (blank, status) => {
    const answer = await send('POST', path, { goal: blank })
    expect([answer.status, answer.body]).toEqual([
      status,
      expect.objectContaining({ details: expect.objectContaining({ field: 'goal' }) }),
    ])
  })
})

it('a client of the peer reads a handbook', async () => {
  await read(PeerHandbook, 'GET', `/synthesis/handbook?project=${project}`)
})
