import { internalRunKinds, recordAudit as audit, runKinds, type AuditEntry } from '@synthwright/contracts'
import { systemClock } from '@synthwright/kernel'
import type { Bus } from '@synthwright/messaging'
import type { Store } from '@synthwright/persistence'
import { log } from '@synthwright/telemetry'
import { artifactCalls } from './artifacts/handlers/artifact-calls.ts'
import { draftRecipe } from './artifacts/draft.recipe.ts'
import { createHandbookService } from './artifacts/handbook.service.ts'
import { createPlanService } from './artifacts/plan.service.ts'
import { rememberCommit } from './artifacts/remember-commit.ts'
import { createArtifactRunReader } from './artifacts/run-reader.ts'
import { verifyRecipe } from './artifacts/verify.recipe.ts'
import { engineTiming, type JobsConfig } from './config.ts'
import { createAllTeamsRepository } from './engine/all-teams.repository.ts'
import { createBlobRepository } from './engine/blob.repository.ts'
import { createEngine } from './engine/engine.ts'
import { engineCalls } from './engine/handlers/engine-calls.ts'
import { createReconciler } from './engine/reconciler.ts'
import { createRunRepository } from './engine/run.repository.ts'
import { probeRecipe } from './probe/probe.recipe.ts'
import { startProbeHandler } from './probe/start-probe.ts'
import { runCalls } from './runs/handlers/run-calls.ts'

/** Puts the service together: repositories, the engine with its recipes, the reconciler, and the calls it answers. */
export const register = ({ config, bus, store }: { config: JobsConfig; bus: Bus; store: Store }) => {
  const clock = systemClock
  const timing = engineTiming(config)
  const runs = createRunRepository(store)
  const all = createAllTeamsRepository(store)
  const blobs = createBlobRepository(store, clock)
  const recordAudit = async (entries: AuditEntry[]) => (await bus.call(audit, { entries })).stored
  // A probe that was started while they were on must still find its way to an end.
  const commit = rememberCommit(bus)
  const recipes = [{ ...draftRecipe, commit }, { ...verifyRecipe, commit }, probeRecipe]
  const probing = config.ENGINE_PROBE === 'on'
  const engine = createEngine({ runs, all, blobs, bus, recordAudit, clock, timing, recipes, log })
  const reconciler = createReconciler({
    engine,
    all,
    clock,
    timing,
    log,
    hearsWorkers: () => bus.health().connected,
  })
  const reader = createArtifactRunReader(runs, engine, bus)
  const plans = createPlanService({ bus, engine, blobs, clock, timing })
  const handbooks = createHandbookService({ bus, engine, blobs, clock, timing })

  bus.onReconnect(() => void reconciler.dependencyReturned())
  store.onReconnect(() => void reconciler.dependencyReturned())

  return {
    calls: [
      ...engineCalls(engine),
      ...artifactCalls({ engine, plans, handbooks, reader, runs, bus, judging: { judge: config.LLM_JUDGE === 'on' } }),
      ...runCalls({ engine, runs, bus, shownKinds: probing ? [...runKinds, ...internalRunKinds] : runKinds }),
      ...(probing ? [startProbeHandler(engine)] : []),
    ],
    started: () => reconciler.start(),
    stopping: () => reconciler.stop(),
  }
}
