import { z } from 'zod'
import { optionalText, unlessNull } from '../core/given.ts'
import { Entity } from './entities.ts'
import { TaskPriority } from './tasks.ts'

export const EpicStatus = z.enum(['planning', 'in_progress', 'blocked', 'completed', 'archived'])

export const EpicAction = z.enum(['start', 'complete', 'archive'])
export type EpicAction = z.infer<typeof EpicAction>

/** What is not given stays. */
export const PatchEpic = z.object({
  title: unlessNull(z.string().trim().min(1).max(200)),
  description: unlessNull(z.string().max(50_000)),
  status: unlessNull(EpicStatus),
  priority: unlessNull(TaskPriority),
  assignees: unlessNull(z.array(z.string().trim().min(1).max(200)).max(50)),
  tags: unlessNull(z.array(z.string().trim().min(1).max(200)).max(100)),
})
export type PatchEpic = z.output<typeof PatchEpic>

/** What is said with a move; it stays with the epic. */
export const MoveEpic = z.object({ learnings: optionalText(10_000), reason: optionalText(2_000) })
export type MoveEpic = z.output<typeof MoveEpic>

/** An epic is an entity of type epic; `data` has it, with how far its tasks are. */
export const EpicChanged = z.object({
  success: z.literal(true),
  action: z.enum(['update', ...EpicAction.options]),
  epic_id: z.string(),
  message: z.string(),
  data: Entity,
})
export type EpicChanged = z.infer<typeof EpicChanged>
