import { engineCalls, draftSection, planDraft, probeStep, runCancelled, startDraft } from '@synthwright/contracts'
import { apiClient, connectRaw, startSystem, waitUntil, type RawConnection, type System } from '@synthwright/testing'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fastEngine } from '../runs/fast-engine.ts'
import { ferryDrafts } from '../runs/ferry-drafts.ts'
import { allWell } from '../runs/probe-runs.ts'
import { runsThroughFault } from '../runs/runs-through-fault.ts'

const poisoner = { user: 'poisoner', password: 'poisoner' }

let system: System
let wire: RawConnection
beforeAll(async () => {
  system = await startSystem({ env: fastEngine, brokerUsers: [poisoner] })
  wire = await connectRaw(system.broker.url, poisoner)
})
afterAll(async () => {
  wire.close()
  await system.stop()
})

const nobodys = { team: 'team_none', run: 'run_none', step: 'step1', round: 1, task: 'probe' }
const poison = [
  '',
  'not json',
  '{"team":',
  'null',
  '[]',
  '{}',
  JSON.stringify({ ...nobodys, round: 'first' }),
  JSON.stringify({ ...nobodys, run: { $ne: null } }),
  JSON.stringify({ ...nobodys, run: '../../etc', task: '\u0000' }),
  JSON.stringify(nobodys),
  '['.repeat(20_000),
  `"${'x'.repeat(200_000)}"`,
]

const droppedBy = async (worker: string): Promise<number> => {
  const log = await readFile(join(system.logsDir, `${worker}.log`), 'utf8')
  return log.split('was not understood and is dropped').length - 1
}

it('drops what nobody can understand, and everything else goes on', async () => {
  const api = apiClient(system.url, system.apiKey)
  const drafts = await ferryDrafts(api)
  const subjects = [
    ...[probeStep, draftSection, planDraft, ...Object.values(engineCalls.verifier), startDraft].map(
      ({ subject }) => subject,
    ),
    runCancelled.subject({ run: 'run_none' }),
  ]
  const fate = await runsThroughFault(system, api, { runs: 40 }, async () => {
    for (const subject of subjects) for (const payload of poison) wire.publish(subject, payload)
    await wire.flush()
    expect((await drafts.draft()).artifact.markdown).toBe(drafts.undisturbed)
  })
  expect(fate).toEqual(allWell(40))
  for (const worker of ['verifier', 'llm-worker', 'graph'])
    await waitUntil(async () => (await droppedBy(worker)) === 10, { what: `what ${worker} drops` })
})
