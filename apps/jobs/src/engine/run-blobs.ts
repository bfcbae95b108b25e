import type { RunDocument } from './run.ts'

/** The blobs that a run document names: its request and the results of its tasks. */
export const blobsNamedBy = ({ requestBlob, steps }: RunDocument): string[] => [
  ...(requestBlob === null ? [] : [requestBlob]),
  ...steps.flatMap(({ tasks }) => tasks.flatMap(({ resultBlob }) => resultBlob ?? [])),
]
