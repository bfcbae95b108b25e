import {
  getEntity,
  moveEpicRoute,
  patchEpicRoute,
  updateEntity,
  type EpicAction,
  type EpicChanged,
  type PatchEpic,
  type Principal,
} from '@synthwright/contracts'
import { endpoint, type Endpoint } from '@synthwright/http'
import { AppError } from '@synthwright/kernel'
import type { Bus } from '@synthwright/messaging'

const statusAfter: Record<EpicAction, string> = { start: 'in_progress', complete: 'completed', archive: 'archived' }

const given = (members: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined && value !== null))

interface Change {
  action: EpicChanged['action']
  epicId: string
  change: PatchEpic
  /** What stays with the epic beside it. */
  said?: Record<string, unknown>
}

/** An epic is changed as the entity that it is; another entity is none. */
const changeEpic = async (
  bus: Bus,
  { action, epicId, change, said = {} }: Change,
  { principal, commandId }: { principal: Principal; commandId: string },
): Promise<EpicChanged> => {
  const { entity_type } = await bus.call(getEntity, { entityId: epicId }, { principal })
  if (entity_type !== 'epic') throw new AppError('entity_not_found', 'Entity not found')
  const { title, description, tags, status, priority, assignees } = change
  const entity = given({ name: title, description, tags })
  const metadata = given({ status, priority, assignees, ...said })
  const data = await bus.call(
    updateEntity,
    { commandId, entityId: epicId, change: { ...entity, metadata } },
    { principal },
  )
  return {
    success: true,
    action,
    epic_id: epicId,
    message: `The epic is ${String(data.metadata.status ?? 'planning')} now`,
    data,
  }
}

export const epicEndpoints = (bus: Bus): Endpoint[] => [
  endpoint(patchEpicRoute, async ({ params: { epic_id: epicId }, body, principal, commandId }) => ({
    status: 200,
    body: await changeEpic(bus, { action: 'update', epicId, change: body }, { principal, commandId }),
  })),
  endpoint(
    moveEpicRoute,
    async ({ params: { epic_id: epicId, action }, body, principal, commandId }) => {
      const change = { status: statusAfter[action] as PatchEpic['status'] }
      const said = { learnings: body.learnings, [`${action}_reason`]: body.reason }
      return { status: 200, body: await changeEpic(bus, { action, epicId, change, said }, { principal, commandId }) }
    },
    {
      again: {
        of: ({ body: { data: _, ...moved } }) => moved,
        read: async (moved: Omit<EpicChanged, 'data'>, { principal }) => ({
          status: 200,
          body: { ...moved, data: await bus.call(getEntity, { entityId: moved.epic_id }, { principal }) },
        }),
      },
    },
  ),
]
