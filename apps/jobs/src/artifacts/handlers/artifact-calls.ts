import {
  composeHandbook,
  getArtifactRun,
  listArtifactRuns,
  planRun,
  startDraft,
  startVerify,
} from '@synthwright/contracts'
import { answer, type Bus } from '@synthwright/messaging'
import { currentTraceparent } from '@synthwright/telemetry'
import type { RunEngine } from '../../engine/engine.ts'
import type { RunRepository } from '../../engine/run.repository.ts'
import type { HandbookService } from '../handbook.service.ts'
import { listArtifactRuns as list } from '../run-list.ts'
import type { ArtifactRunReader } from '../run-reader.ts'
import type { PlanService } from '../plan.service.ts'
import * as start from '../start.ts'

interface ArtifactCalls {
  engine: RunEngine
  plans: PlanService
  handbooks: HandbookService
  reader: ArtifactRunReader
  runs: RunRepository
  bus: Pick<Bus, 'call'>
  judging: start.Judging
}

/** What the gateway asks about artifacts. */
export const artifactCalls = ({ engine, plans, handbooks, reader, runs, bus, judging }: ArtifactCalls) => [
  answer(planRun, (command, { principal }) => plans.plan({ ...command, principal, traceparent: currentTraceparent() })),
  answer(composeHandbook, (command, { principal }) =>
    handbooks.compose({ ...command, principal, traceparent: currentTraceparent() }),
  ),
  answer(startDraft, async (command, { principal }) => ({
    runId: await start.startDraft(engine, { ...command, principal, traceparent: currentTraceparent() }, judging),
  })),
  answer(startVerify, async (command, { principal }) => ({
    runId: await start.startVerify(
      engine,
      reader,
      { ...command, principal, traceparent: currentTraceparent() },
      judging,
    ),
  })),
  answer(getArtifactRun, ({ runId }, { principal }) => reader.read(runId, principal)),
  answer(listArtifactRuns, (query, { principal }) => list(query, principal, { runs, bus })),
]
