import { draftRoute, getRunRoute, runEventsRoute, type DraftResponse, type HistoryEntry } from '@synthwright/contracts'
import {
  allowedAt,
  apiClient,
  modelAnswers,
  startModelServer,
  startSystem,
  waitUntil,
  type ApiClient,
  type ModelServer,
  type System,
} from '@synthwright/testing'
import { ferryGoal, importFerry } from './ferry.ts'

let model: ModelServer
let system: System
let api: ApiClient

beforeAll(async () => {
  model = await startModelServer()
  system = await startSystem({
    env: {
      LLM_PROVIDER: 'openai',
      OPENAI_BASE_URL: model.url,
      OPENAI_API_KEY: 'test-key',
      LLM_MODEL: 'scripted',
      ENGINE_LEASE_MS: '2000',
      ENGINE_HEARTBEAT_MS: '500',
      ENGINE_LEASE_SKEW_MS: '300',
      ENGINE_RECONCILE_MS: '300',
    },
  })
  api = apiClient(system.url, system.apiKey)
}, 60_000)
afterAll(async () => {
  await system.stop()
  await model.stop()
})

const historyOf = async (runId: string): Promise<HistoryEntry[]> => {
  const response = await fetch(`${api.url}${runEventsRoute.path.replace(':run_id', runId)}`, {
    headers: { authorization: `Bearer ${system.apiKey}` },
  })
  const text = await response.text()
  return text
    .split('\n')
    .flatMap((line) => (line.startsWith('data:') ? [JSON.parse(line.slice(5)) as HistoryEntry] : []))
}

it('finishes a draft whose worker was killed while it held a section, and writes no section twice', async () => {
  const { projectId } = await importFerry(api)
  // The first section asked for is never answered: its worker holds the claim until it is killed.
  let hung = false
  model.handle((request) => {
    if (!hung) {
      hung = true
      return modelAnswers.hang()
    }
    const [id] = allowedAt(request, 'sentences.[].citation_ids.[]')
    return modelAnswers.json({ sentences: [], id })
  })
  const answering = api.send(draftRoute, { body: { goal: ferryGoal, project: projectId } })
  await waitUntil(() => model.calls.some(({ abandoned }) => !abandoned) && hung)
  const worker = system.services.get('llm-worker')!
  const killedPid = worker.pid
  await worker.kill()
  await waitUntil(() => model.calls[0]!.abandoned)
  await worker.restart()
  expect(worker.pid).not.toBe(killedPid)

  const answer = await answering
  expect(answer.status).toBe(200)
  const draft = answer.body as DraftResponse
  const titles = [...draft.artifact.markdown.matchAll(/^## (.+)$/gm)].map((match) => match[1])
  expect(new Set(titles).size).toBe(titles.length)
  const texts = draft.artifact.json_payload.sections.flatMap(({ sentences }) => sentences.map(({ text }) => text))
  expect(texts.length).toBeGreaterThan(0)
  expect(new Set(texts).size).toBe(texts.length)

  // The kill cost an attempt, and each section has exactly one accepted writing per round.
  const run = await api.expect(getRunRoute, { params: { run_id: draft.run_id } })
  expect(run.status).toBe('succeeded')
  const history = await historyOf(draft.run_id)
  const retried = history.filter(({ type, step }) => type === 'task.retry' && step === 'draft')
  expect(retried.length).toBeGreaterThan(0)
  const done = history.filter(({ type, step }) => type === 'task.done' && step === 'draft')
  const writings = done.map(({ round, task }) => `${round}/${task}`)
  expect(new Set(writings).size).toBe(writings.length)
  expect(
    done.some(({ task, round, attempt }) => attempt === 2 && retried.some((r) => r.task === task && r.round === round)),
  ).toBe(true)
}, 60_000)
