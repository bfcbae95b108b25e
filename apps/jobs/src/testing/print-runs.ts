import { connectStore, systemScope } from '@synthwright/persistence'
import { runs } from '../engine/run.schema.ts'

// node apps/jobs/src/testing/print-runs.ts <uri>: every run as it is stored, for the recording of a release.
const store = await connectStore({ uri: process.argv[2]!, database: 'synthwright_jobs', production: false })
const documents = await store.systemRepository(runs, systemScope('record a release')).find({}, {})
process.stdout.write(JSON.stringify(documents))
await store.close()
