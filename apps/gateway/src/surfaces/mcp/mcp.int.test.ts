import {
  authorizeProject,
  createMemory,
  getArtifactRun,
  planRun,
  scopeGranted,
  startDraft,
  startVerify,
  teamRoles,
  watchRun,
  type ApiScope,
} from '@synthwright/contracts'
import { AppError } from '@synthwright/kernel'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { drafted, planned, runView } from '../../testing/samples.ts'
import { seedMember, startGateway, type Seeded, type TestGateway } from '../../testing/start-gateway.ts'
import { callTool, sendMessage } from '../../testing/tool-client.ts'

let gateway: TestGateway
let owner: Seeded
let toolReader: Seeded
beforeAll(async () => {
  gateway = await startGateway({ waiting: { perUser: 1, perTeam: null } })
  owner = await seedMember(gateway.identity, { scopes: ['api:write', 'mcp'] })
  toolReader = await seedMember(gateway.identity, { scopes: ['api:read', 'mcp'] })
})
afterAll(() => gateway.stop())

beforeEach(() => {
  const { services } = gateway
  services.forget()
  services.on(planRun, () => planned())
  services.on(startDraft, () => ({ runId: 'synth_1' }))
  services.on(startVerify, () => ({ runId: 'synth_2' }))
  services.on(watchRun, ({ runId }) => ({ run: runView(runId, 'succeeded'), ended: true, history: [] }))
  services.on(getArtifactRun, ({ runId }) => drafted(runId))
  services.on(authorizeProject, () => Promise.reject(new AppError('project_access_denied', 'no')))
})

const call = (name: string, given: unknown, { key = owner.key, ...options }: { key?: string } & Options = {}) =>
  callTool(gateway.url, key, name, given, options)
type Options = NonNullable<Parameters<typeof callTool>[4]>
const list = { jsonrpc: '2.0', id: 'a', method: 'tools/list' }
/** A message as clients send it that speak without a handshake. */
const modern = (method: string, given: { name?: string; [member: string]: unknown }) => {
  const version = '2026-07-28'
  const _meta = {
    'io.modelcontextprotocol/protocolVersion': version,
    'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1' },
    'io.modelcontextprotocol/clientCapabilities': {},
  }
  const headers = {
    'mcp-protocol-version': version,
    'mcp-method': method,
    ...(given.name ? { 'mcp-name': given.name } : {}),
  }
  const message = { jsonrpc: '2.0', id: 1, method, params: { ...given, _meta } }
  return sendMessage(gateway.url, owner.key, message, headers)
}
const rest = (path: string, body: unknown, headers: Record<string, string> = {}, key = owner.key) =>
  gateway.ask(key, 'POST', path, body, headers)

describe('a message', () => {
  it.each(['application/json', 'application/json, text/event-stream', '*/*'])(
    'is answered with JSON and without a session to whoever takes %s',
    async (accept) => {
      const { status, headers, text } = await sendMessage(gateway.url, owner.key, list, { accept })
      expect([status, headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8'])
      expect(headers.has('mcp-session-id')).toBe(false)
      expect(JSON.parse(text)).toMatchObject({ jsonrpc: '2.0', id: 'a', result: { tools: { length: 9 } } })
    },
  )

  it('bears the id of its request, in the header and in a refusal', async () => {
    const { headers, body } = await call('synthesis_plan', { goal: ' ' }, { headers: { 'x-request-id': 'mine' } })
    expect([headers.get('x-request-id'), body.request_id]).toEqual(['mine', 'mine'])
  })

  it('that is a notification is taken and not answered', async () => {
    const { status, text } = await sendMessage(gateway.url, owner.key, {
      jsonrpc: '2.0',
      method: 'notifications/initialized',
    })
    expect([status, text]).toEqual([202, ''])
  })

  it.each([
    ['no method of ours', { ...list, method: 'resources/list' }, 200, -32601],
    ['a tool that nobody has', { ...list, method: 'tools/call', params: { name: 'rm' } }, 200, -32602],
    [
      'arguments that are none',
      { ...list, method: 'tools/call', params: { name: 'search', arguments: 'x' } },
      200,
      -32602,
    ],
  ])('with %s is told so in the words of the protocol', async (_, message, status, code) => {
    const answer = await sendMessage(gateway.url, owner.key, message)
    expect([answer.status, JSON.parse(answer.text).error.code]).toEqual([status, code])
  })

  it('of a version that nobody speaks is told which are spoken', async () => {
    const answer = await sendMessage(gateway.url, owner.key, list, { 'mcp-protocol-version': '1999-01-01' })
    expect(answer.status).toBe(400)
    expect(JSON.parse(answer.text).error.message).toMatch(/2025-06-18/)
  })

  it('never opens a stream: there is nothing to listen for', async () => {
    for (const method of ['GET', 'DELETE']) {
      const response = await fetch(`${gateway.url}/mcp`, { method, headers: { accept: 'text/event-stream' } })
      expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST'])
    }
    const { status, text } = await modern('subscriptions/listen', { notifications: { toolsListChanged: true } })
    expect([status, JSON.parse(text).error.message]).toEqual([200, 'Subscription limit reached'])
  })
})

describe('a page', () => {
  const asked = async (headers: Record<string, string>, key: string | null = owner.key, url = gateway.url) => {
    const { status, text } = await sendMessage(url, key, list, headers)
    return [status, status === 200 ? null : JSON.parse(text).message]
  }

  it('of another origin may not use tools, whatever it signs in with, unless its origin is allowed', async () => {
    const [origin] = ['https://pages.example.org']
    const refused = [403, 'origin_not_allowed']
    expect(await asked({ origin })).toEqual(refused)
    expect(await asked({ origin: 'null' })).toEqual(refused)
    const { access_token } = await gateway.who.sessions.start(
      (await gateway.identity.membership(owner.teamId, owner.userId))!,
    )
    expect(await asked({ origin, cookie: `synthwright_access_token=${access_token}` }, null)).toEqual(refused)
    expect(await asked({ origin: gateway.url })).toEqual([200, null])
    const { url } = await gateway.replica({ identity: { allowedOrigins: [origin!] } })
    expect(await asked({ origin }, owner.key, url)).toEqual([200, null])
  })
})

describe('a tool', () => {
  it('answers what its operation answers, byte for byte', async () => {
    const sent = { goal: 'Document the ferry', nonsense: 1 }
    const [{ text }, { text: message, isError }] = [
      await rest('/api/synthesis/plan', sent),
      await call('synthesis_plan', sent),
    ]
    expect(JSON.parse(message).result.content).toEqual([{ type: 'text', text }])
    expect(isError).toBe(false)
    const [byRest, byTool] = gateway.services.asked.map(({ request, principal }) => [
      { ...(request as object), requestId: '', commandId: '' },
      principal,
    ])
    expect(byTool).toEqual(byRest)
  })

  it('waits for a draft, or not where that is preferred', async () => {
    expect((await call('synthesis_draft', { goal: 'g' })).body.artifact.artifact_id).toBe('art_1')
    const later = await call('synthesis_draft', { goal: 'g' }, { headers: { prefer: 'respond-async' } })
    expect(later).toMatchObject({ isError: false, body: { run_id: 'synth_1', status: 'drafting' } })
  })

  it('says what went wrong inside no louder than its operation', async () => {
    gateway.services.on(planRun, () => Promise.reject(new AppError('internal', 'at /srv/graph: stack')))
    const { status, isError, body, text } = await call('synthesis_plan', { goal: 'g' })
    expect([status, isError, body.error, body.message]).toEqual([
      200,
      true,
      'internal_error',
      'Synthesis planning failed',
    ])
    expect(text).not.toMatch(/stack|srv/)
  })

  it('puts a refusal into the audit log under its operation', async () => {
    await call('remember', { raw_content: 'x' }, { key: toolReader.key })
    expect((await gateway.audit.list(toolReader.teamId, {}, 10))[0]).toMatchObject({
      type: 'request.refused',
      operation: 'createMemory',
      code: 'insufficient_scope',
    })
  })
})

describe('a tool in the words of the peer', () => {
  const asked = () => gateway.services.asked.map(({ name, request }) => [name, request])

  it('remembers what is told by title, content and kind', async () => {
    const given = { title: 'Tide', content: 'High at nine.', kind: 'claim', domain: 'harbour', tags: null }
    gateway.services.on(createMemory, () => Promise.reject(new AppError('memory_scope_not_granted', 'no')))
    await call('remember', { ...given, idempotency_key: 'once' })
    await call('remember', { ...given, idempotency_key: 'once' })
    const memory = {
      raw_content: 'High at nine.',
      title: 'Tide',
      memory_scope: 'private',
      metadata: { kind: 'claim', domain: 'harbour' },
    }
    // A refusal is decided anew, under the command of its key.
    const [[, first]] = asked() as [[string, { commandId: string }]]
    const { commandId } = first
    expect(asked()).toMatchObject([
      ['create-memory', { commandId, memory }],
      ['create-memory', { commandId, memory }],
    ])
    gateway.services.forget()
    await call('remember', { ...given, project: 'proj_1', metadata: { by: 'Bo' } })
    const ofProject = { memory_scope: 'project', scope_key: 'proj_1', metadata: { kind: 'claim', by: 'Bo' } }
    expect(asked()).toMatchObject([['create-memory', { memory: ofProject }]])
  })

  it('adds what is told by its title', async () => {
    const given = { title: 'Dredge', content: 'Deepen it.', entity_type: 'task', project: 'proj_1', languages: null }
    await call('add', { ...given, priority: 'high', depends_on: ['task_1'], related_to: ['note_1'] })
    const entity = {
      name: 'Dredge',
      content: 'Deepen it.',
      entity_type: 'task',
      related_to: ['note_1', 'depends_on:task_1'],
      metadata: { project_id: 'proj_1', priority: 'high' },
    }
    expect(asked()).toMatchObject([['create-entity', { entity }]])
  })

  it('verifies a goal by drafting for it, and keeps nothing', async () => {
    const sections = ['Tides::When it is high', 'Depth']
    const { body } = await call('synthesis_verify', { goal: 'g', required_sections: sections, remember: true })
    expect(body.artifact.artifact_id).toBe('art_1')
    const [[name, start]] = asked() as [[string, { request: object }]]
    expect([name, start.request]).toMatchObject([
      'start-draft',
      {
        goal: 'g',
        remember: false,
        required_sections: [
          { title: 'Tides', prompt: 'When it is high' },
          { title: 'Depth', prompt: '' },
        ],
      },
    ])
    gateway.services.forget()
  })
})

describe('acceptance 77: who may use which tool', () => {
  const scopes: ApiScope[][] = [['mcp'], ['api:read'], ['api:write'], ['mcp', 'api:read'], ['mcp', 'api:write']]
  const uses: [string, object, 'reads' | 'writes'][] = [
    ['synthesis_plan', { goal: 'g' }, 'reads'],
    ['synthesis_draft', { goal: 'g' }, 'reads'],
    ['synthesis_draft', { goal: 'g', remember: true }, 'writes'],
    ['synthesis_verify', { run_id: 'synth_1' }, 'reads'],
    ['synthesis_verify', { run_id: 'synth_1', remember: true }, 'writes'],
    ['search', { query: 'q' }, 'reads'],
    ['remember', { raw_content: 'x' }, 'writes'],
    ['remember', { title: 'T', content: 'x', kind: 'decision' }, 'writes'],
    ['synthesis_verify', { goal: 'g' }, 'reads'],
    ['context', { goal: 'g' }, 'reads'],
    ['explore', { mode: 'list' }, 'reads'],
    ['expand_neighbors', { entity_ids: ['a'] }, 'reads'],
    ['add', { title: 'T', content: 'x' }, 'writes'],
  ]
  const noScope = 'API key scope does not allow this operation'

  it.each(teamRoles.flatMap((role) => scopes.map((held) => [held.join(' and '), role, held] as const)))(
    'a key with %s of a %s',
    async (_, role, held) => {
      const { key } = await seedMember(gateway.identity, { teamId: owner.teamId, role, scopes: held })
      for (const [name, given, kind] of uses) {
        gateway.services.asked.length = 0
        const { status, isError, text } = await call(name, given, { key })
        const scoped = held.includes('mcp') && scopeGranted(held, kind === 'reads' ? 'api:read' : 'api:write')
        const refused = !scoped ? noScope : kind === 'writes' && role === 'viewer' ? 'insufficient_org_role' : null
        if (refused === null) expect([status, gateway.services.asked.length > 0]).toEqual([200, true])
        else {
          const body = JSON.parse(text)
          const { message } = body.result?.structuredContent ?? body
          expect([name, status, isError, message]).toEqual(
            held.includes('mcp') ? [name, 200, true, refused] : [name, 403, false, refused],
          )
          expect(gateway.services.asked).toEqual([])
        }
      }
    },
  )
})

describe('a key of a call', () => {
  const memory = { raw_content: 'The ferry sails at nine.' }
  const commands = () => gateway.services.asked.map(({ request }) => (request as { commandId: string }).commandId)
  const stored = () =>
    gateway.services.on(createMemory, () => Promise.reject(new AppError('memory_scope_not_granted', 'no')))

  it.each([
    ['in the header', (key: string) => ({ headers: { 'idempotency-key': key } })],
    ['beside the arguments', (key: string) => ({ meta: { 'synthwright/idempotency-key': key } })],
  ])('%s is for the operation: one effect, however and wherever it is asked', async (what, sent) => {
    stored()
    const answers = [
      (await call('remember', memory, sent(what))).body,
      (await call('remember', memory, sent(what))).body,
      (await rest('/api/memory/raw', memory, { 'idempotency-key': what })).body,
    ]
    // A refusal is decided anew each time, under the one command.
    expect([commands().length, new Set(commands()).size]).toEqual([3, 1])
    expect(new Set(answers.map(({ error, message }) => `${error} ${message}`)).size).toBe(1)
    const { body } = await call('remember', { raw_content: 'Another.' }, sent(what))
    expect([body.error, body.message]).toEqual(['conflict', 'idempotency_key_reused'])
  })

  it('is refused as in the header when it is none', async () => {
    const { body } = await call('remember', memory, { meta: { 'synthwright/idempotency-key': '' } })
    expect([body.error, body.details.field]).toEqual(['validation_error', 'Idempotency-Key'])
  })
})

it('limits calls as it limits requests, and drafts that are waited for', async () => {
  const { url } = await gateway.replica({ rateLimits: { requestsPerMinute: 2, failedSignInsPerMinute: null } })
  const statuses = []
  for (let left = 3; left > 0; left--) statuses.push((await sendMessage(url, owner.key, list)).status)
  expect(statuses).toEqual([200, 200, 429])

  let release = () => {}
  const held = new Promise<void>((resolve) => (release = resolve))
  gateway.services.on(startDraft, async () => {
    await held
    return { runId: 'synth_1' } as never
  })
  const first = call('synthesis_draft', { goal: 'g' })
  await expect(
    (async () => {
      for (;;) {
        const { isError, body } = await call('synthesis_draft', { goal: 'g' })
        if (isError) return body.error
      }
    })(),
  ).resolves.toBe('unavailable')
  release()
  expect((await first).isError).toBe(false)
})

describe('acceptance 78: stateless', () => {
  const heapAfterCollection = () => {
    setFlagsFromString('--expose-gc')
    const collect = runInNewContext('gc') as () => void
    collect()
    return process.memoryUsage().heapUsed
  }
  const many = async (count: number) => {
    const given = { name: 'synthesis_plan', arguments: { goal: 'g' } }
    for (let done = 0; done < count; done += 20) {
      const calls = Array.from({ length: 10 }, () => [call(given.name, given.arguments), modern('tools/call', given)])
      for (const { body } of await Promise.all(calls.flat())) expect(body.status).toBe('planned')
    }
    gateway.services.asked.length = 0
  }

  it('a thousand calls leave no session, no open handle and no memory', async () => {
    await many(200)
    const before = { heap: heapAfterCollection(), handles: process.getActiveResourcesInfo().length }
    await many(1_000)
    const { headers } = await call('synthesis_plan', { goal: 'g' })
    expect(headers.has('mcp-session-id')).toBe(false)
    expect(process.getActiveResourcesInfo().length).toBeLessThan(before.handles + 100)
    expect(heapAfterCollection() - before.heap).toBeLessThan(6_000_000)
  }, 60_000)

  it('an oversized or malformed call harms no other', async () => {
    const huge = { ...list, params: { padding: 'x'.repeat(4 * 1024 * 1024) } }
    const deep = `{"jsonrpc":"2.0","method":"a","params":${'{"a":'.repeat(100)}1${'}'.repeat(101)}`
    const bad: [unknown, number, string][] = [
      [huge, 413, 'payload_too_large'],
      ['{', 400, 'malformed_json'],
      ['', 400, 'malformed_json'],
      [[list, list], 422, 'Request body validation failed'],
      [{ jsonrpc: '1.0', id: 1, method: 'tools/list' }, 422, 'Request body validation failed'],
      [{ jsonrpc: '2.0', id: {}, method: 'tools/list' }, 422, 'Request body validation failed'],
      [deep, 422, 'Request body validation failed'],
      ['{"jsonrpc":"2.0","method":"a","params":{"__proto__":{}}}', 422, 'Request body validation failed'],
    ]
    const good = () => call('synthesis_plan', { goal: 'Document the ferry' })
    const during = Array.from({ length: 10 }, good)
    for (const [message, status, word] of bad) {
      const answer = await sendMessage(gateway.url, owner.key, message)
      expect([answer.status, JSON.parse(answer.text).message]).toEqual([status, word])
    }
    for (const answer of await Promise.all([...during, good()]))
      expect(answer).toMatchObject({ status: 200, isError: false })
  })
})
