import {
  contextPackRoute,
  createApiKeyRoute,
  createEntityRoute,
  createMemoryRoute,
  createProjectRoute,
  draftRoute,
  expandRoute,
  exploreRoute,
  listAuditEventsRoute,
  planRoute,
  searchRoute,
  signUpRoute,
  verifyRoute,
  type AnyRoute,
  type ApiScope,
} from '@synthwright/contracts'
import {
  apiClient,
  startSystem,
  startTraceCollector,
  waitUntil,
  type ApiClient,
  type CollectedSpan,
  type System,
  type TraceCollector,
} from '@synthwright/testing'
import type { Client } from '@modelcontextprotocol/client'
import { callTool, connectTools, eras } from './testing/tool-client.ts'

let collector: TraceCollector
let system: System
let ada: ApiClient
let project: string
let decision: string

const operations: Record<string, AnyRoute> = {
  synthesis_plan: planRoute,
  synthesis_draft: draftRoute,
  synthesis_verify: verifyRoute,
  search: searchRoute,
  remember: createMemoryRoute,
  context: contextPackRoute,
  explore: exploreRoute,
  expand_neighbors: expandRoute,
  add: createEntityRoute,
}

beforeAll(async () => {
  collector = await startTraceCollector()
  system = await startSystem({ env: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint } })
  const account = { email: 'ada@example.org', password: 'nine-lives-9', name: 'ada' }
  const { access_token } = await apiClient(system.url).expect(signUpRoute, { body: account })
  ada = apiClient(system.url, access_token)
  project = (await ada.expect(createProjectRoute, { body: { name: 'Ferry', visibility: 'org' } })).id
  const row = async (entity_type: string, name: string, content: string) =>
    (await ada.expect(createEntityRoute, { body: { entity_type, name, content, metadata: { project_id: project } } }))
      .id
  decision = await row('decision', 'Use one queue', 'The ferry uses one durable queue per task since 2026-03-02.')
  await row('procedure', 'Drain the queue', 'The ferry queue is drained before every release.')
}, 60_000)
afterAll(async () => {
  await system.stop()
  await collector.stop()
})

const keyWith = async (...scopes: ApiScope[]) =>
  (await ada.expect(createApiKeyRoute, { body: { name: scopes.join(), scopes } })).api_key

const goal = 'Document the ferry queue'

/** A schema with what it refers to put in its place; what refers to itself is cut there. */
const whole = (schema: unknown, definitions: Record<string, unknown>, within: readonly string[] = []): unknown => {
  if (Array.isArray(schema)) return schema.map((item) => whole(item, definitions, within))
  if (typeof schema !== 'object' || schema === null) return schema
  const { $ref, $schema: _, $defs: __, ...members } = schema as Record<string, unknown>
  const name = typeof $ref === 'string' ? $ref.split('/').at(-1)! : undefined
  if (name !== undefined && within.includes(name)) return 'itself'
  const target = name === undefined ? {} : whole(definitions[name], definitions, [...within, name])
  const plain = Object.entries(members).map(([key, member]) => [key, whole(member, definitions, within)])
  return { ...(target as object), ...Object.fromEntries(plain) }
}

/** What the description of the API says that an operation takes. */
const describedBodies = async () => {
  const { paths, components } = (await (await fetch(`${system.url}/openapi.json`)).json()) as {
    paths: Record<string, Record<string, { requestBody: { content: Record<string, { schema: unknown }> } }>>
    components: { schemas: Record<string, unknown> }
  }
  return ({ method, path }: AnyRoute) =>
    whole(paths[path]![method.toLowerCase()]!.requestBody.content['application/json']!.schema, components.schemas)
}

describe.each(eras)('acceptance 76: over MCP, by a client that speaks %s', (era) => {
  let client: Client
  let key: string
  beforeAll(async () => {
    key = await keyWith('api:write', 'mcp')
    client = await connectTools(system.url, key, era)
  })
  afterAll(() => client.close())

  it('the tools are listed, each taking what its operation is described to take', async () => {
    const { tools } = await client.listTools()
    const bodyOf = await describedBodies()
    expect(tools.map(({ name }) => name)).toEqual(Object.keys(operations))
    for (const { name, inputSchema: taken, description } of tools) {
      const { $schema, $defs = {} } = taken as Record<string, unknown>
      expect([name, whole(taken, $defs as object as Record<string, unknown>)]).toEqual([
        name,
        bodyOf(operations[name]!),
      ])
      expect($schema).toBe('https://json-schema.org/draft/2020-12/schema')
      expect(description).toEqual(expect.any(String))
    }
  })

  it('a plan is the plan of the same snapshot over REST, byte for byte', async () => {
    const body = { goal, project, decision_ids: [decision], depth: 'brief' }
    const { text } = await apiClient(system.url, key).send(planRoute, { body })
    const result = await client.callTool({ name: 'synthesis_plan', arguments: body })
    expect(result.isError).toBeFalsy()
    expect(result.content).toEqual([{ type: 'text', text }])
    expect(result.structuredContent).toEqual(JSON.parse(text))
    expect(text).toContain(decision)
  })

  it('a draft, its verification, a search and a memory are those of REST', async () => {
    const ask = async (name: string, given: Record<string, unknown>) => {
      const { structuredContent, isError } = await client.callTool({ name, arguments: given })
      expect([name, isError ?? false]).toEqual([name, false])
      // eslint-disable-next-line @typescript-eslint/no-explicit-any -- of every shape; parsed by the operation's contract below
      return operations[name]!.replies[['remember', 'add'].includes(name) ? 201 : 200].parse(structuredContent) as any
    }
    const draft = await ask('synthesis_draft', { goal, project })
    const again = await ada.expect(draftRoute, { body: { goal, project } })
    expect('artifact' in again && again.artifact.generated_text_hash).toBe(draft.artifact.generated_text_hash)
    const { verification, sentences } = await ask('synthesis_verify', { run_id: draft.run_id })
    expect(verification.status).toBe(draft.verification.status)
    expect(sentences.length).toBeGreaterThan(0)
    const stored = await ask('remember', { raw_content: `The ${era} harbour opens at nine.` })
    const { results } = await ask('search', { query: `${era} harbour opens` })
    expect(results[0].id).toBe(stored.id)
    expect(
      (await apiClient(system.url, key).expect(searchRoute, { body: { query: `${era} harbour opens` } })).results,
    ).toEqual(results)
  })

  it('what is told in the words of the peer is added, remembered, found around it, and verified', async () => {
    const ask = async (name: string, given: Record<string, unknown>) => {
      const { structuredContent, isError } = await client.callTool({ name, arguments: given })
      expect([name, isError ?? false, structuredContent]).toEqual([name, false, expect.anything()])
      // eslint-disable-next-line @typescript-eslint/no-explicit-any -- of every shape
      return structuredContent as any
    }
    const told = { title: `Winch of ${era}`, content: `The ${era} winch pulls nine tonnes.` }
    const added = await ask('add', { ...told, entity_type: 'tool', project, related_to: [decision] })
    expect(added).toMatchObject({ name: told.title, metadata: { project_id: project } })
    const remembered = await ask('remember', { ...told, kind: 'claim', project, tags: ['winch'] })
    expect(remembered).toMatchObject({ memory_scope: 'project', metadata: { kind: 'claim' }, tags: ['winch'] })
    const { sections, markdown } = await ask('context', {
      goal: `Mend the ${era} winch`,
      intent: 'ideate',
      layer: 'wake',
    })
    expect([JSON.stringify(sections), markdown]).toEqual([
      expect.stringContaining(added.id),
      expect.stringContaining('nine tonnes'),
    ])
    const { entities } = await ask('explore', { mode: 'related', entity_id: added.id, types: null })
    expect(entities.map(({ id }: { id: string }) => id)).toEqual([decision])
    const { neighbors } = await ask('expand_neighbors', { entity_ids: [added.id], relationship_types: null })
    expect(neighbors.map(({ id }: { id: string }) => id)).toEqual([decision])
    const verified = await ask('synthesis_verify', { goal, project, required_sections: ['Queues::How many there are'] })
    expect(verified).toMatchObject({
      verification: { method: 'lexical' },
      outline: { sections: [{ title: 'Queues', prompt: 'How many there are' }] },
      artifact: { remembered_memory_id: null },
    })
  })
})

describe('acceptance 77: who may use tools', () => {
  it('a key without the scope `mcp` is refused', async () => {
    const { status, text } = await callTool(system.url, await keyWith('api:write'), 'synthesis_plan', { goal })
    expect([status, JSON.parse(text)]).toMatchObject([
      403,
      { error: 'insufficient_api_scope', message: 'API key scope does not allow this operation' },
    ])
    await expect(connectTools(system.url, await keyWith('api:read'), 'legacy')).rejects.toThrow(/403|scope/)
  })

  it('nobody is refused as over REST', async () => {
    for (const [key, message] of [
      [null, 'Not authenticated'],
      ['sk_live_nonsense', 'Invalid token'],
    ] as const) {
      const { status, text, headers } = await callTool(system.url, key, 'search', { query: 'q' })
      expect([status, JSON.parse(text).message, headers.get('www-authenticate')]).toEqual([401, message, 'Bearer'])
    }
  })

  it('`mcp` and `api:read` may plan, draft, verify and search, and not remember', async () => {
    const key = await keyWith('mcp', 'api:read')
    const drafted = await callTool(system.url, key, 'synthesis_draft', { goal, project })
    const allowed = {
      synthesis_plan: { goal },
      synthesis_verify: { run_id: drafted.body.run_id },
      search: { query: 'queue' },
    }
    for (const [name, given] of Object.entries(allowed))
      expect([name, (await callTool(system.url, key, name, given)).isError]).toEqual([name, false])
    const remembering = {
      remember: { raw_content: 'x' },
      synthesis_draft: { goal, remember: true },
      synthesis_verify: { run_id: drafted.body.run_id, remember: true },
    }
    for (const [name, given] of Object.entries(remembering)) {
      const { isError, body } = await callTool(system.url, key, name, given)
      expect([name, isError, body]).toMatchObject([
        name,
        true,
        { error: 'insufficient_api_scope', details: { expected: 'api:write', actual: 'mcp,api:read' } },
      ])
    }
  })

  it('`mcp` alone may do nothing with them', async () => {
    const key = await keyWith('mcp')
    for (const name of Object.keys(operations)) {
      const given = { goal, query: 'q', raw_content: 'x', name: 'x', entity_ids: ['x'], run_id: 'synth_none' }
      const { isError, body } = await callTool(system.url, key, name, given)
      expect([name, isError, body.error]).toEqual([name, true, 'insufficient_api_scope'])
    }
  })

  it('every refusal is a tool error with the words of REST', async () => {
    const key = await keyWith('api:write', 'mcp')
    const rest = apiClient(system.url, key)
    const refused: [string, object][] = [
      ['synthesis_plan', {}],
      ['synthesis_plan', { goal: '   ' }],
      ['synthesis_plan', { goal: 'x'.repeat(1_001) }],
      ['synthesis_plan', { goal, depth: 'shallow' }],
      ['synthesis_plan', { goal, project: 'proj_none' }],
      ['synthesis_draft', { goal, required_sections: [{ title: '' }] }],
      ['synthesis_draft', { goal, memory_scope: 'team' }],
      ['synthesis_draft', { goal, remember: true, memory_scope: 'project' }],
      ['synthesis_verify', {}],
      ['synthesis_verify', { source_ids: [decision] }],
      ['synthesis_verify', { run_id: 'synth_none' }],
      ['search', {}],
      ['search', { query: 'q', limit: 51 }],
      ['remember', { raw_content: '' }],
      ['remember', { raw_content: 'x', memory_scope: 'project' }],
      ['remember', { raw_content: 'x', memory_scope: 'team' }],
      ['remember', { raw_content: 'x', project_id: 'proj_none', memory_scope: 'project' }],
    ]
    for (const [name, given] of refused) {
      const { error } = await rest.send(operations[name]!, { body: given })
      const { status, isError, body } = await callTool(system.url, key, name, given)
      expect([name, given, status, isError, body]).toEqual([
        name,
        given,
        200,
        true,
        { ...error, request_id: body.request_id },
      ])
    }
  })
})

it('acceptance 75: what a tool does is one trace, under the request that called it, and in the audit log', async () => {
  const key = await keyWith('api:write', 'mcp')
  const traceId = '5bf92f3577b34da6a3ce929d0e0e4736'
  const headers = { traceparent: `00-${traceId}-00f067aa0ba902b7-01`, 'x-request-id': 'of-a-tool' }
  const { body } = await callTool(system.url, key, 'synthesis_draft', { goal, project }, { headers })
  const inTrace = (name: string) => (span: CollectedSpan) => span.traceId === traceId && span.name === name
  const names = ['POST /mcp', 'draftSynthesis']
  // Each process exports in batches of its own.
  const whole = (all: CollectedSpan[]) =>
    names.every((name) => all.some(inTrace(name))) &&
    all.some(({ traceId: id, service }) => id === traceId && service === 'jobs')
  const spans = await collector.waitFor(whole, 20_000)
  const [request, operation] = names.map((name) => spans.find(inTrace(name))!)
  expect([request!.parentSpanId, operation!.parentSpanId]).toEqual(['00f067aa0ba902b7', request!.spanId])
  const entries = async () => {
    const { events } = await ada.expect(listAuditEventsRoute, { query: { limit: 100 } })
    const ofCall = events.filter(({ request_id }) => request_id === 'of-a-tool')
    return ofCall.length > 0 && ofCall
  }
  expect(await waitUntil(entries)).toMatchObject([{ type: 'synthesis.draft', run_id: body.run_id, outcome: 'ok' }])
}, 40_000)
