import { graphChanged, listCitingRuns, recordAudit, type Principal } from '@synthwright/contracts'
import { systemClock, toAppError } from '@synthwright/kernel'
import type { Bus } from '@synthwright/messaging'
import type { Store } from '@synthwright/persistence'
import { createReadingThread } from '@synthwright/service'
import { log } from '@synthwright/telemetry'
import { createAuditSender } from './audit/audit-sender.ts'
import { createUnsentAuditRepository } from './audit/unsent-audit.repository.ts'
import { createChangeRepository } from './changes/change.repository.ts'
import { createReplicas } from './changes/replicas.ts'
import { createTeamUseRepository } from './changes/team-use.repository.ts'
import type { GraphConfig } from './config.ts'
import { createCorrectionService } from './corrections/correction.service.ts'
import { correctionCalls } from './corrections/handlers/correction-calls.ts'
import { createDocumentService } from './documents/document.service.ts'
import { documentCalls } from './documents/handlers/document-calls.ts'
import { createEntityService } from './entities/entity.service.ts'
import { entityCalls } from './entities/handlers/entity-calls.ts'
import { createEvidenceService } from './evidence/evidence.service.ts'
import { gatherEvidenceCall, gatherEvidenceTask, reviewSourcesCall } from './evidence/handlers/evidence-calls.ts'
import { createImportRepository } from './imports/import.repository.ts'
import { createImportRunner } from './imports/import-runner.ts'
import { createImportService } from './imports/import.service.ts'
import { createOpenImportRepository } from './imports/open-imports.repository.ts'
import { importCalls } from './imports/handlers/import-calls.ts'
import { memoryCalls } from './memories/handlers/memory-calls.ts'
import { createMemoryService } from './memories/memory.service.ts'
import { neighbourhoodCalls } from './neighbourhood/handlers/neighbourhood-calls.ts'
import { createNeighbourhoodService } from './neighbourhood/neighbourhood.service.ts'
import { planArtifactCall, planDraftTask } from './planning/handlers/plan-artifact.ts'
import { createPlanService } from './planning/plan.service.ts'
import { projectCalls } from './projects/handlers/project-calls.ts'
import { createMemberService } from './projects/member.service.ts'
import { createProjectService } from './projects/project.service.ts'
import { rememberingCalls } from './remembering/handlers/remembering-calls.ts'
import * as readingWork from './reading-work.ts'
import { createRememberingService } from './remembering/remembering.service.ts'
import { createRowRepository } from './rows/row.repository.ts'
import { searchCalls } from './search/handlers/search-calls.ts'
import { createSearchService } from './search/search.service.ts'
import { taskCalls } from './tasks/handlers/task-calls.ts'
import { createTaskService } from './tasks/task.service.ts'

const teamsLoadedFirst = 20
const auditEveryMs = 15_000
const importLeaseMs = 30_000

/** Puts the service together: the replicas of the teams' knowledge, and what is asked of them. */
export const register = ({ config, bus, store }: { config: GraphConfig; bus: Bus; store: Store }) => {
  const clock = systemClock
  const uses = createTeamUseRepository(store, clock)
  const changes = createChangeRepository(store, clock)
  const audit = createAuditSender({
    changes,
    unsent: createUnsentAuditRepository(store),
    record: (entries) => bus.call(recordAudit, { entries }),
    clock,
    everyMs: auditEveryMs,
  })
  const replicas = createReplicas({
    changes,
    rows: createRowRepository(store),
    clock,
    maxCharacters: config.GRAPH_INDEX_CHARACTERS,
    maxCachedCharacters: config.GRAPH_TEXT_CHARACTERS,
    written: (team, rev) => bus.publish(graphChanged, { team }, { rev }),
    audited: (teamId, change) => void audit.send(teamId, change),
    opened: (teamId) => void uses.note(teamId).catch((error: unknown) => log.debug('A use was not noted', { error })),
  })
  const projects = createProjectService({ replicas, clock })
  const entities = createEntityService({ replicas, clock })
  const reading = createReadingThread(readingWork, new URL('reading-work.ts', import.meta.url))
  const documents = createDocumentService({ replicas, clock, reading })
  const imports = createImportRepository(store)
  const runner = createImportRunner({
    imports,
    open: createOpenImportRepository(store),
    documents,
    clock,
    leaseMs: importLeaseMs,
  })
  const search = createSearchService({ replicas })
  const plans = createPlanService({ replicas, clock })
  const evidence = createEvidenceService({ replicas, clock, reading })
  const changed = bus.subscribe(graphChanged, { team: '*' })

  // Both are for speed alone: a team that could not be loaded early is loaded, or refused, when it is asked for.
  const caughtUpEarly = (teamId: string, load: () => Promise<void>): Promise<void> =>
    load().catch((error: unknown) => log.debug('A team was not caught up early', { teamId, error: toAppError(error) }))

  const loadRecent = async (): Promise<void> => {
    for (const teamId of await uses.recent(teamsLoadedFirst))
      await caughtUpEarly(teamId, () => replicas.of(teamId).catchUp())
  }

  const listen = async (): Promise<void> => {
    for await (const { params } of changed) await caughtUpEarly(params.team, () => replicas.hear(params.team))
  }

  const citingRuns = async (principal: Principal, sourceIds: string[]): Promise<string[]> =>
    (await bus.call(listCitingRuns, { sourceIds }, { principal })).runIds

  return {
    calls: [
      ...projectCalls(projects, createMemberService({ replicas, clock })),
      ...entityCalls(entities),
      ...taskCalls(createTaskService({ replicas, clock })),
      ...documentCalls(documents),
      ...importCalls(createImportService({ replicas, imports, runner, clock })),
      ...memoryCalls(createMemoryService({ replicas, clock, reading })),
      ...rememberingCalls(createRememberingService({ replicas, clock, reading })),
      ...correctionCalls(createCorrectionService({ replicas, clock, citingRuns })),
      ...searchCalls(search),
      ...neighbourhoodCalls(createNeighbourhoodService({ replicas })),
      planArtifactCall(plans),
      reviewSourcesCall(evidence),
      gatherEvidenceCall(evidence),
    ],
    tasks: [planDraftTask(plans), gatherEvidenceTask(evidence)],
    concurrency: config.GRAPH_CONCURRENCY,
    started: async () => {
      void listen()
      await Promise.all([loadRecent(), audit.start(), runner.start()])
    },
    stopping: async () => {
      changed.close()
      audit.stop()
      await runner.stop()
      await reading.stop()
      await replicas.settled()
    },
  }
}
