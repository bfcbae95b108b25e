import { runService } from '@synthwright/service'
import { changes } from './changes/change.schema.ts'
import { teamUse } from './changes/team-use.schema.ts'
import { GraphConfig } from './config.ts'
import { register } from './register.ts'
import { rows } from './rows/row.schema.ts'

await runService({ name: 'graph', config: GraphConfig, collections: [rows, changes, teamUse], register })
