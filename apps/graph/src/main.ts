import { runService } from '@synthwright/service'
import { collections } from './collections.ts'
import { GraphConfig } from './config.ts'
import { register } from './register.ts'

await runService({ name: 'graph', config: GraphConfig, collections, register })
