import { createReadingThread, runService } from '@synthwright/service'
import { artifactTasks } from './artifacts/handlers/artifact-tasks.ts'
import * as checkingWork from './checking-work.ts'
import { VerifierConfig } from './config.ts'
import { probeStepTask } from './probe/probe-step.ts'

await runService({
  name: 'verifier',
  config: VerifierConfig,
  register: ({ config }) => {
    const reading = createReadingThread(checkingWork, new URL('checking-work.ts', import.meta.url))
    const { calls, tasks } = artifactTasks(reading)
    return {
      calls,
      tasks: [...tasks, ...(config.ENGINE_PROBE === 'on' ? [probeStepTask] : [])],
      concurrency: config.WORKER_CONCURRENCY,
      stopping: () => reading.stop(),
    }
  },
})
