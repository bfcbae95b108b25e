import { runService } from '@synthwright/service'
import { finishedCalls } from './checkpoints/finished-call.schema.ts'
import { chosenProvider, LlmWorkerConfig, OfflineWorkerConfig } from './config.ts'
import { registerOffline, registerWithModel } from './register.ts'

const name = 'llm-worker'

if (chosenProvider() === 'openai')
  await runService({ name, config: LlmWorkerConfig, collections: [finishedCalls], register: registerWithModel })
else await runService({ name, config: OfflineWorkerConfig, register: registerOffline })
