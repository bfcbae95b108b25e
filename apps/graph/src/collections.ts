import { changes } from './changes/change.schema.ts'
import { teamUse } from './changes/team-use.schema.ts'
import { imports, stagedFiles } from './imports/import.schema.ts'
import { rows } from './rows/row.schema.ts'

export const collections = [rows, changes, teamUse, imports, stagedFiles]
