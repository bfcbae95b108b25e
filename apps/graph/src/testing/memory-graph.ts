import { CreateEntity, CreateProject, ImportDocument, PlanRequest, type Principal } from '@synthwright/contracts'
import { newId, type Clock } from '@synthwright/kernel'
import { fakeClock } from '@synthwright/kernel/testing'
import { createReplicas, type Replicas } from '../changes/replicas.ts'
import { createDocumentService } from '../documents/document.service.ts'
import { createEntityService } from '../entities/entity.service.ts'
import { createEvidenceService } from '../evidence/evidence.service.ts'
import { createPlanService } from '../planning/plan.service.ts'
import { createProjectService } from '../projects/project.service.ts'
import { createSearchService } from '../search/search.service.ts'
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

/** The services of this app over replicas of one process; `shelf` is what is at rest. */
export const graphOver = (replicas: Replicas, clock: Clock) => {
  const projects = createProjectService({ replicas, clock })
  const entities = createEntityService({ replicas, clock })
  const documents = createDocumentService({ replicas, clock })
  return {
    replicas,
    projects,
    entities,
    documents,
    search: createSearchService({ replicas }),
    plans: createPlanService({ replicas }),
    evidence: createEvidenceService({ replicas }),
    project: (who: Principal, given: Record<string, unknown>) =>
      projects.create(who, newId('command'), CreateProject.parse(given)),
    entity: (who: Principal, given: Record<string, unknown>) =>
      entities.create(who, newId('command'), CreateEntity.parse(given)),
    document: (who: Principal, given: Record<string, unknown>) => documents.import(who, ImportDocument.parse(given)),
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
      opened: () => undefined,
    }),
    clock,
  )
