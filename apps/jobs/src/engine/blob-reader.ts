import type { TaskState } from './run.ts'

/** Reads the blobs that a task's input is made of. */
export interface BlobReader {
  request<T>(): Promise<T>
  /** The result of a finished task of this run. */
  result<T>(task: TaskState): Promise<T>
}
