import type { CollectedSpan } from '@synthwright/testing'
import { meanShares, shareTime } from './where-time-goes.ts'

const span = (
  spanId: string,
  parentSpanId: string | null,
  service: string,
  kind: CollectedSpan['kind'],
  name: string,
  tookMs: number,
): CollectedSpan => ({
  spanId,
  parentSpanId,
  service,
  kind,
  name,
  startMs: 0,
  endMs: tookMs,
  traceId: 't',
  attributes: {},
  events: [],
  links: [],
  status: 'unset',
})

const root = span('root', null, 'gateway', 'server', 'POST /internal/probe', 20)
const spans = [
  root,
  span('a', 'root', 'gateway', 'client', 'mongo credentials.findOne', 1),
  span('b', 'root', 'gateway', 'client', 'call jobs.start-probe', 6),
  span('c', 'b', 'jobs', 'server', 'answer jobs.start-probe', 4),
  span('d', 'c', 'jobs', 'client', 'mongo runs.insert', 3),
  span('e', 'c', 'jobs', 'producer', 'dispatch task.verifier.probe-step.v1', 2),
  span('f', 'e', 'verifier', 'consumer', 'work probe-step', 5),
]

it('gives each its own time, and the rest to what nobody covers', () =>
  expect(shareTime(root, spans)).toEqual({ storeMs: 4, callsMs: 2, codeMs: { jobs: 1, verifier: 5 }, restMs: 8 }))

it('takes the mean over runs', () => {
  const one = { storeMs: 4, callsMs: 2, codeMs: { jobs: 1 }, restMs: 8 }
  const other = { storeMs: 0, callsMs: 2, codeMs: { verifier: 4 }, restMs: 10 }
  expect(meanShares([one, other])).toEqual({ storeMs: 2, callsMs: 2, codeMs: { jobs: 0.5, verifier: 2 }, restMs: 9 })
})
