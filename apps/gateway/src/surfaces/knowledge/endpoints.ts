import type { Endpoint } from '@synthwright/http'
import type { Bus } from '@synthwright/messaging'
import type { AuditLog } from '../../audit/audit-log.ts'
import { auditEndpoints } from './audit.ts'
import { documentEndpoints } from './documents.ts'
import { epicEndpoints } from './epics.ts'
import { entityEndpoints } from './entities.ts'
import { importEndpoints } from './imports.ts'
import { correctionEndpoints, memoryEndpoints } from './memories.ts'
import { projectEndpoints, projectMemberEndpoints } from './projects.ts'
import { searchEndpoints } from './search.ts'
import { taskNoteEndpoints } from './task-notes.ts'
import { taskEndpoints } from './tasks.ts'

/** What a synthesis draws on: each is one call of graph, which decides about rights. */
export const knowledgeEndpoints = (bus: Bus, audit: Pick<AuditLog, 'list'>): Endpoint[] => [
  ...projectEndpoints(bus),
  ...projectMemberEndpoints(bus),
  ...entityEndpoints(bus),
  ...taskEndpoints(bus),
  ...taskNoteEndpoints(bus),
  ...epicEndpoints(bus),
  ...documentEndpoints(bus),
  ...importEndpoints(bus),
  ...memoryEndpoints(bus),
  ...correctionEndpoints(bus),
  ...auditEndpoints(audit),
  ...searchEndpoints(bus),
]
