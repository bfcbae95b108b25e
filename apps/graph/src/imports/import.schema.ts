import type { Principal } from '@synthwright/contracts'
import { collection } from '@synthwright/persistence'

export interface ImportedFile {
  id: string
  path: string
  unchanged: boolean
}

export interface FailedFile {
  path: string
  error: string
  message: string
}

/** An import of many files, and how far it has come. */
export interface StoredImport {
  /** `<teamId>/<import id>` */
  _id: string
  teamId: string
  project: string
  /** Whoever asked for it; it is done with their rights. */
  principal: Principal
  commandId: string
  /** How many files it has. */
  files: number
  status: 'queued' | 'running' | 'done' | 'failed'
  /** Whether something is left to do. */
  open: boolean
  /** The file that is looked at next. */
  next: number
  imported: ImportedFile[]
  failed: FailedFile[]
  /** Whoever works on it does so until then; 0 when nobody does. */
  leaseUntil: number
  leaseId: string
  createdAt: Date
  endedAt: Date | null
}

export const imports = collection<StoredImport>({
  name: 'imports',
  fields: {
    _id: 'string',
    teamId: 'string',
    project: 'string',
    principal: 'mixed',
    commandId: 'string',
    files: 'number',
    status: 'string',
    open: 'boolean',
    next: 'number',
    imported: 'mixed',
    failed: 'mixed',
    leaseUntil: 'number',
    leaseId: 'string',
    createdAt: 'date',
    endedAt: 'date',
  },
  indexes: [
    { keys: { teamId: 1, commandId: 1 }, unique: true, serves: 'one import per command' },
    {
      keys: { open: 1, leaseUntil: 1 },
      partialFilterExpression: { open: true },
      serves: 'imports that nobody works on, of all teams',
    },
  ],
})

/** A file that waits for its import. */
export interface StagedFile {
  /** `<teamId>/<command id>/<number>` */
  _id: string
  teamId: string
  commandId: string
  number: number
  path: string
  format: 'markdown' | 'text'
  content: string
  createdAt: Date
}

const daySeconds = 24 * 60 * 60

export const stagedFiles = collection<StagedFile>({
  name: 'import_files',
  fields: {
    _id: 'string',
    teamId: 'string',
    commandId: 'string',
    number: 'number',
    path: 'string',
    format: 'string',
    content: 'string',
    createdAt: 'date',
  },
  indexes: [
    { keys: { teamId: 1, commandId: 1, number: 1 }, serves: 'the files of an import, in order' },
    { keys: { createdAt: 1 }, expireAfterSeconds: 2 * daySeconds, serves: 'files whose import never came' },
  ],
})
