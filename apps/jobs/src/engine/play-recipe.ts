import { AppError, type Clock } from '@synthwright/kernel'
import type { BlobReader } from './blob-reader.ts'
import type { Recipe } from './recipe.ts'
import { lastStep } from './recipe.ts'
import type { RunDocument, StepState, TaskState } from './run.ts'
import { startedStep } from './transitions/advance.ts'

export interface DoneTask {
  result: unknown
  facts: unknown
}

export interface PlayedRecipe {
  outcome: Record<string, unknown>
  /** The result of a step of one task, as its last round left it. */
  resultOf<T>(step: string): T
  /** The steps, with every result stored under a name by `store`, which answers what the result is found under. */
  keep(store: (name: string, result: unknown) => Promise<string>): Promise<StepState[]>
}

/**
 * Takes a run through its recipe while somebody waits: nothing is stored, and nothing is tried again.
 * @param perform does the task of this name
 * @throws whatever a task throws, and AppError `internal` for a recipe that does not simply end
 */
export const playRecipe = async (
  recipe: Recipe,
  fresh: RunDocument,
  request: unknown,
  perform: (name: string, input: unknown) => Promise<DoneTask>,
  clock: Clock,
): Promise<PlayedRecipe> => {
  const run: RunDocument = { ...fresh, steps: [] }
  const results = new Map<TaskState, unknown>()
  const blobs: BlobReader = {
    request: <T>() => Promise.resolve(request as T),
    result: <T>(task: TaskState) => Promise.resolve(results.get(task) as T),
  }
  let decision = recipe.next(run)
  while (decision.type === 'step') {
    const step = startedStep(decision, clock.now())
    run.steps.push(step)
    await Promise.all(
      step.tasks.map(async (task) => {
        const { result, facts } = await perform(task.name, await recipe.input(run, step, task, blobs))
        results.set(task, result)
        Object.assign(task, { status: 'done', attempt: 1, facts, endedAt: clock.now() } satisfies Partial<TaskState>)
      }),
    )
    Object.assign(step, { status: 'done', endedAt: clock.now() } satisfies Partial<StepState>)
    decision = recipe.next(run)
  }
  if (decision.type !== 'end') throw new AppError('internal', `A run that is played ended with ${decision.type}`)
  return {
    outcome: decision.outcome,
    resultOf: <T>(name: string) => results.get(lastStep(run, name)!.tasks[0]!) as T,
    keep: (store) =>
      Promise.all(
        run.steps.map(async (step) => ({
          ...step,
          tasks: await Promise.all(
            step.tasks.map(async (task) => {
              const name = [step.name, step.round, task.key].join('.')
              return { ...task, resultBlob: await store(name, results.get(task)) }
            }),
          ),
        })),
      ),
  }
}
