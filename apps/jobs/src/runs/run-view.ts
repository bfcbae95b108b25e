import type { RunView } from '@synthwright/contracts'
import type { RunDocument } from '../engine/run.ts'

const iso = (date: Date | null): string | null => date?.toISOString() ?? null

/** A run as the shared surface shows it. */
export const runView = (run: RunDocument): RunView => {
  const tasks = run.steps.flatMap((step) => step.tasks)
  return {
    run_id: run._id,
    kind: run.kind,
    status: run.status,
    parent_run_id: run.parentRunId,
    steps: run.steps.map(({ name, round, status, tasks }) => ({
      name,
      round,
      status,
      tasks: {
        total: tasks.length,
        done: tasks.filter((task) => task.status === 'done').length,
        failed: tasks.filter((task) => task.status === 'failed').length,
      },
    })),
    progress: { done: tasks.filter(({ status }) => status === 'done').length, total: tasks.length },
    attempts: tasks.reduce((sum, { attempt }) => sum + attempt, 0),
    usage: run.usage,
    error: run.error && { code: run.error.code, message: run.error.message },
    version: run.version,
    created_at: run.createdAt.toISOString(),
    created_by: run.createdBy,
    started_at: iso(run.startedAt),
    ended_at: iso(run.endedAt),
  }
}
