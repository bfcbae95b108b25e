import { runService } from '@synthwright/service'
import { checkArtifactTask } from './artifacts/handlers/check-artifact.ts'
import { concludeArtifactTask } from './artifacts/handlers/conclude-artifact.ts'
import { VerifierConfig } from './config.ts'

await runService({
  name: 'verifier',
  config: VerifierConfig,
  register: ({ config }) => ({
    tasks: [checkArtifactTask, concludeArtifactTask],
    concurrency: config.WORKER_CONCURRENCY,
  }),
})
