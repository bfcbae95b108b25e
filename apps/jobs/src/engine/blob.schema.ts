import { collection } from '@synthwright/persistence'

/** A request or a result, written once and named by the run document. */
export interface BlobDocument {
  _id: string
  teamId: string
  runId: string
  json: string
  createdAt: Date
}

export const blobs = collection<BlobDocument>({
  name: 'blobs',
  fields: { _id: 'string', teamId: 'string', runId: 'string', json: 'string', createdAt: 'date' },
  indexes: [{ keys: { createdAt: 1, _id: 1 }, serves: 'the sweeper: old blobs, page by page' }],
})
