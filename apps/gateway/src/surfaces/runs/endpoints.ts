import type { Endpoint } from '@synthwright/http'
import type { Bus } from '@synthwright/messaging'
import { cancelRun } from './handlers/cancel-run.ts'
import { deleteRun } from './handlers/delete-run.ts'
import { getRun } from './handlers/get-run.ts'
import { listRuns } from './handlers/list-runs.ts'
import { streamEvents } from './handlers/stream-events.ts'
import type { WaitingRoom } from '../waiting-room.ts'
import type { RunFollowers } from './run-followers.ts'

/** Runs of every kind; jobs decides who may see and who may change which. */
export const runEndpoints = (given: { bus: Bus; runs: RunFollowers; streams: WaitingRoom }): Endpoint[] => [
  listRuns(given),
  getRun(given),
  streamEvents(given),
  cancelRun(given),
  deleteRun(given),
]
