import { checkArtifact, concludeArtifact, draftSection, gatherEvidence, planDraft } from '@synthwright/contracts'
import { apiClient, startSystem, type ApiClient, type System } from '@synthwright/testing'
import { isDead } from '../runs/dead.ts'
import { fastEngine } from '../runs/fast-engine.ts'
import { ferryDrafts } from '../runs/ferry-drafts.ts'
import { doubledIn, historyOf } from '../runs/run-history.ts'

let system: System
let api: ApiClient
let drafts: Awaited<ReturnType<typeof ferryDrafts>>
beforeAll(async () => {
  // The timer would hide what is sent again at once.
  system = await startSystem({ env: { ...fastEngine, ENGINE_RESEND_MS: '60000' }, faultProxies: true })
  api = apiClient(system.url, system.apiKey)
  drafts = await ferryDrafts(api)
})
afterAll(() => system.stop())

// A message is published once the update that asks for it is stored, so that what is held back here was committed.
it.each([planDraft, draftSection, gatherEvidence, checkArtifact, concludeArtifact])(
  'goes on with a draft when jobs dies between an update and the message for $name',
  async ({ subject }) => {
    const jobs = system.services.get('jobs')!
    const { broker } = system.wires.get('jobs')!
    const reached = broker.holdFrom(new RegExp(`PUB ${subject.replaceAll('.', '\\.')} `))
    const answer = drafts.draft()
    await reached
    const { pid } = jobs
    await jobs.kill()
    expect(isDead(pid)).toBe(true)
    broker.cut()
    broker.release()
    await jobs.restart()

    const { run_id, artifact } = await answer
    expect(artifact.markdown).toBe(drafts.undisturbed)
    const history = await historyOf(api, run_id)
    expect(doubledIn(history)).toEqual([])
    expect(history.filter(({ type }) => type === 'task.retry')).toEqual([])
  },
)
