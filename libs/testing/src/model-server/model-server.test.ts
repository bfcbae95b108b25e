import { waitUntil } from '../processes/wait-until.ts'
import { allowedAt, modelAnswers } from './answers.ts'
import { startModelServer, type ModelServer } from './start-model-server.ts'

let server: ModelServer
beforeEach(async () => {
  server = await startModelServer()
})
afterEach(() => server.stop())

const ask = (extra: object = {}, signal?: AbortSignal) =>
  fetch(`${server.url}/chat/completions`, {
    method: 'POST',
    headers: { authorization: 'Bearer key' },
    body: JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'hello' }], ...extra }),
    signal,
  })

test('answers come from the script in order, then from the handler, and calls are recorded', async () => {
  server.script(modelAnswers.json({ n: 1 }), modelAnswers.prose('two'))
  server.handle(({ model }) => modelAnswers.json({ model }))
  const contents: string[] = []
  for (let call = 0; call < 3; call += 1) {
    const body = (await (await ask()).json()) as { choices: { message: { content: string } }[]; usage: object }
    contents.push(body.choices[0]!.message.content)
    expect(body.usage).toMatchObject({ prompt_tokens: 2 })
  }
  expect(contents).toEqual(['{"n":1}', 'two', '{"model":"m"}'])
  expect(server.calls.map(({ authorization, abandoned }) => [authorization, abandoned])).toEqual(
    Array(3).fill(['Bearer key', false]),
  )
})

test('a request that nobody expected is an error', async () => {
  expect((await ask()).status).toBe(500)
  expect((await fetch(`${server.url}/models`)).status).toBe(404)
})

test('both kinds of 429 differ in their code', async () => {
  server.script(modelAnswers.rateLimited({ retryAfter: '2' }), modelAnswers.quotaExhausted())
  const [busy, spent] = [await ask(), await ask()]
  expect([busy.status, busy.headers.get('retry-after'), spent.status]).toEqual([429, '2', 429])
  expect(await spent.json()).toMatchObject({ error: { code: 'insufficient_quota' } })
})

test('a client that hangs up is noticed', async () => {
  server.script(modelAnswers.hang())
  await expect(ask({}, AbortSignal.timeout(100))).rejects.toThrow()
  await waitUntil(() => server.calls[0]!.abandoned)
})

test('a dropped connection and a body that never ends fail at the client', async () => {
  server.script(modelAnswers.reset(), modelAnswers.stall())
  await expect(ask()).rejects.toThrow()
  const response = await ask({}, AbortSignal.timeout(100))
  expect(response.status).toBe(200)
  await expect(response.text()).rejects.toThrow()
})

test('the enums of an answer’s schema can be read', () => {
  const schema = { properties: { list: { items: { properties: { id: { enum: ['a', 'b'] } } } } } }
  const request = {
    model: 'm',
    messages: [],
    response_format: { type: 'json_schema', json_schema: { name: 'n', schema } },
  }
  expect(allowedAt(request, 'list.[].id')).toEqual(['a', 'b'])
  expect(allowedAt(request, 'other')).toEqual([])
})
