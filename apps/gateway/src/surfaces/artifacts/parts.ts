import type { Bus } from '@synthwright/messaging'
import type { AuditLog } from '../../audit/audit-log.ts'
import type { RunFollowers } from '../runs/run-followers.ts'
import type { HiddenCounts } from './hidden-counts.ts'
import type { WaitingRoom } from '../waiting-room.ts'

/** What the handlers of this surface work with. */
export interface ArtifactParts {
  bus: Bus
  runs: RunFollowers
  room: WaitingRoom
  audit: AuditLog
  hidden: HiddenCounts
  /** How long one draft or verification may be waited for. */
  deadlineMs: number
}
