import { runService } from '@synthwright/service'
import { JobsConfig } from './config.ts'
import { blobs } from './engine/blob.schema.ts'
import { runs } from './engine/run.schema.ts'
import { register } from './register.ts'

await runService({ name: 'jobs', config: JobsConfig, collections: [runs, blobs], register })
