import {
  CorrectSource,
  CreateEntity,
  CreateMemory,
  CreateProject,
  CreateTask,
  ImportDocument,
  PlanRequest,
  type Principal,
} from '@synthwright/contracts'
import { newId, type Clock } from '@synthwright/kernel'
import { fakeClock } from '@synthwright/kernel/testing'
import { ownCommand, type Command } from '@synthwright/messaging'
import { createReplicas, type Replicas } from '../changes/replicas.ts'
import { createCorrectionService } from '../corrections/correction.service.ts'
import { createReadingThread } from '@synthwright/service'
import * as readingWork from '../reading-work.ts'
import { createDocumentService } from '../documents/document.service.ts'
import { createEntityService } from '../entities/entity.service.ts'
import { createEvidenceService } from '../evidence/evidence.service.ts'
import { createMemoryService } from '../memories/memory.service.ts'
import { createNeighbourhoodService } from '../neighbourhood/neighbourhood.service.ts'
import { createPlanService } from '../planning/plan.service.ts'
import { createMemberService } from '../projects/member.service.ts'
import { createProjectService } from '../projects/project.service.ts'
import { createRememberingService } from '../remembering/remembering.service.ts'
import { createSearchService } from '../search/search.service.ts'
import { createTaskService } from '../tasks/task.service.ts'
import { createShelf, memoryChanges, memoryRows, type Shelf } from './memory-repositories.ts'

export const principal = (given: Partial<Principal> = {}): Principal => ({
  teamId: 'team_one',
  userId: 'user_ada',
  role: 'owner',
  scopes: ['api:write'],
  projectIds: null,
  memoryScopes: ['private', 'project'],
  namespaces: [],
  credentialId: 'cred_ada',
  ...given,
})

export const planRequest = (given: Record<string, unknown>): PlanRequest => PlanRequest.parse(given)

/** A command that nothing else is. */
export const fresh = (): Command => ownCommand(newId('command'))

/** The services of this app over replicas of one process; `shelf` is what is at rest. */
export const graphOver = (replicas: Replicas, clock: Clock) => {
  const projects = createProjectService({ replicas, clock })
  const entities = createEntityService({ replicas, clock })
  const reading = createReadingThread(readingWork, new URL('../reading-work.ts', import.meta.url), {
    inlineBelow: Infinity,
  })
  const documents = createDocumentService({ replicas, clock, reading })
  const memories = createMemoryService({ replicas, clock, reading })
  const corrections = createCorrectionService({ replicas, clock, citingRuns: async () => [] })
  const tasks = createTaskService({ replicas, clock })
  return {
    replicas,
    projects,
    members: createMemberService({ replicas, clock }),
    entities,
    documents,
    memories,
    corrections,
    tasks,
    remembering: createRememberingService({ replicas, clock, reading }),
    neighbourhood: createNeighbourhoodService({ replicas }),
    search: createSearchService({ replicas }),
    plans: createPlanService({ replicas, clock }),
    evidence: createEvidenceService({ replicas, clock, reading }),
    project: (who: Principal, given: Record<string, unknown>) =>
      projects.create(who, fresh(), CreateProject.parse(given)),
    entity: (who: Principal, given: Record<string, unknown>) =>
      entities.create(who, fresh(), CreateEntity.parse(given)),
    memory: (who: Principal, given: Record<string, unknown>) =>
      memories.create(who, fresh(), CreateMemory.parse(given)),
    task: (who: Principal, given: Record<string, unknown>) => tasks.create(who, fresh(), CreateTask.parse(given)),
    correct: (who: Principal, sourceId: string, given: Record<string, unknown>) =>
      corrections.correct(who, fresh(), {
        sourceId,
        correction: CorrectSource.parse(given),
        preview: false,
      }),
    document: (who: Principal, given: Record<string, unknown>) =>
      documents.import(who, fresh(), ImportDocument.parse(given)),
  }
}

export type TestGraph = ReturnType<typeof graphOver>

/** A graph in memory; another one over the same shelf is another replica. */
export const memoryGraph = (
  shelf: Shelf = createShelf(),
  { clock = fakeClock(), maxCachedCharacters = 1_000_000 }: { clock?: Clock; maxCachedCharacters?: number } = {},
): TestGraph =>
  graphOver(
    createReplicas({
      changes: memoryChanges(shelf, clock),
      rows: memoryRows(shelf),
      clock,
      maxCharacters: 100_000_000,
      maxCachedCharacters,
      written: () => undefined,
      audited: () => undefined,
      opened: () => undefined,
    }),
    clock,
  )
