import {
  createEntity,
  createTaskNoteRoute,
  getEntity,
  getTask,
  ListEntitiesQuery,
  listTaskNotesRoute,
  type Entity,
  type TaskNote,
} from '@synthwright/contracts'
import { endpoint, type Endpoint } from '@synthwright/http'
import type { Bus } from '@synthwright/messaging'
import { listEntityPage } from './long-pages.ts'

const longestName = 80

const openingOf = (text: string): string => text.trim().split('\n', 1)[0]!.trim().slice(0, longestName) || 'Note'

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

const noteOf = (taskId: string, { id, content, metadata, created_at }: Omit<Entity, 'related'>): TaskNote => ({
  id,
  task_id: taskId,
  content,
  author_type: text(metadata.author_type) || 'user',
  author_name: text(metadata.author_name),
  created_at,
})

/** A note is an entity that belongs to its task and to the task's project: found, cited and corrected as any other. */
export const taskNoteEndpoints = (bus: Bus): Endpoint[] => [
  endpoint(
    createTaskNoteRoute,
    async ({ params: { task_id: taskId }, body, principal, commandId }) => {
      const { content, author_type, author_name } = body
      const task = await bus.call(getTask, { taskId }, { principal })
      const entity = {
        name: openingOf(content),
        content,
        entity_type: 'note' as const,
        metadata: { task_id: taskId, author_type, author_name, project_id: task.project_id },
        related_to: [`belongs_to:${taskId}`],
      }
      const made = await bus.call(createEntity, { commandId, entity }, { principal })
      return { status: 201, body: noteOf(taskId, made) }
    },
    {
      again: {
        of: ({ body }) => body.id,
        read: async (entityId: string, { params, principal }) => ({
          status: 201,
          body: noteOf(params.task_id, await bus.call(getEntity, { entityId }, { principal })),
        }),
      },
    },
  ),
  endpoint(listTaskNotesRoute, async ({ params: { task_id: taskId }, query: { limit }, principal, signal }) => {
    await bus.call(getTask, { taskId }, { principal, signal })
    const query = ListEntitiesQuery.parse({
      entity_type: 'note',
      related_to: taskId,
      page_size: limit,
      sort_by: 'created_at',
    })
    const { entities, total } = await listEntityPage(bus, query, { principal, signal })
    return { status: 200, body: { notes: entities.map((entity) => noteOf(taskId, entity)), count: total } }
  }),
]
