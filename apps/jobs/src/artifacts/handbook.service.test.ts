import { planArtifact, type Call } from '@synthwright/contracts'
import { AppError } from '@synthwright/kernel'
import { fakeClock } from '@synthwright/kernel/testing'
import type { Bus } from '@synthwright/messaging'
import type { RunDocument } from '../engine/run.ts'
import { defaultTiming } from '../engine/timing.ts'
import { principal } from '../testing/people.ts'
import { createHandbookService } from './handbook.service.ts'

/** A service whose graph answers everything with this error. */
const refusedWith = (error: AppError) => {
  const kept: RunDocument[] = []
  const written: string[] = []
  const asked: string[] = []
  const call = (contract: Call) => {
    asked.push(contract.subject)
    return Promise.reject(error)
  }
  const service = createHandbookService({
    bus: { call: call as unknown as Bus['call'] },
    engine: { keepEnded: async (run) => void kept.push(run) },
    blobs: { write: async (_team: string, _run: string, name: string) => void written.push(name) },
    clock: fakeClock(),
    timing: defaultTiming,
  })
  const compose = () =>
    service.compose({
      project: 'proj_1',
      principal: principal(),
      traceparent: null,
      requestId: 'req_1',
    })
  return { compose, kept, written, asked }
}

it('that fails is kept as a failed run, and told once', async () => {
  const { compose, kept, written, asked } = refusedWith(new AppError('service_unavailable', 'gone'))
  await expect(compose()).rejects.toMatchObject({ code: 'retrieval_failed' })
  expect(asked).toEqual([planArtifact.subject])
  expect(kept).toHaveLength(1)
  expect(kept[0]).toMatchObject({
    kind: 'artifact.handbook',
    status: 'failed',
    project: 'proj_1',
    error: { code: 'retrieval_failed' },
    audit: [{ type: 'synthesis.handbook', outcome: 'failed', requestId: 'req_1', counts: {} }],
  })
  expect(written).toEqual([kept[0]!.requestBlob])
})

it('that is refused leaves nothing', async () => {
  const { compose, kept, written } = refusedWith(new AppError('project_access_denied', 'no'))
  await expect(compose()).rejects.toMatchObject({ code: 'project_access_denied' })
  expect([kept, written]).toEqual([[], []])
})
