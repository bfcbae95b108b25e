import { checkArtifactNow, concludeArtifactNow } from '@synthwright/contracts'
import { answerTask } from '@synthwright/messaging'
import { runService } from '@synthwright/service'
import { checkArtifactTask } from './artifacts/handlers/check-artifact.ts'
import { concludeArtifactTask } from './artifacts/handlers/conclude-artifact.ts'
import { VerifierConfig } from './config.ts'
import { probeStepTask } from './probe/probe-step.ts'

await runService({
  name: 'verifier',
  config: VerifierConfig,
  register: ({ config }) => ({
    calls: [answerTask(checkArtifactNow, checkArtifactTask), answerTask(concludeArtifactNow, concludeArtifactTask)],
    tasks: [checkArtifactTask, concludeArtifactTask, ...(config.ENGINE_PROBE === 'on' ? [probeStepTask] : [])],
    concurrency: config.WORKER_CONCURRENCY,
  }),
})
