import type { Endpoint } from '@synthwright/http'
import type { Bus } from '@synthwright/messaging'
import { getRun } from './handlers/get-run.ts'
import { streamEvents } from './handlers/stream-events.ts'

/** Runs of every kind; jobs decides who may see which. */
export const runEndpoints = (bus: Bus): Endpoint[] => [getRun(bus), streamEvents(bus)]
