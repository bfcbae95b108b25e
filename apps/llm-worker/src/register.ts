import { systemClock } from '@synthwright/kernel'
import type { Store } from '@synthwright/persistence'
import { createFinishedCallRepository } from './checkpoints/finished-call.repository.ts'
import { rememberCalls } from './checkpoints/remember-calls.ts'
import type { LlmWorkerConfig, OfflineWorkerConfig } from './config.ts'
import { draftSectionHandler } from './drafting/handlers/draft-section.ts'
import { defaultPatience } from './models/complete-patiently.ts'
import { createModel } from './models/create-model.ts'
import type { LanguageModel } from './models/language-model.ts'

const tasksOf = (model: LanguageModel | null) => [draftSectionHandler(model)]

/** Works without any model. */
export const registerOffline = ({ config }: { config: OfflineWorkerConfig }) => ({
  tasks: tasksOf(null),
  concurrency: config.WORKER_CONCURRENCY,
})

/** Asks the configured endpoint and keeps what it answered. */
export const registerWithModel = async ({ config, store }: { config: LlmWorkerConfig; store: Store }) => {
  // Loaded only here: the package takes time and memory that an offline worker has no use for.
  const { createOpenAiEndpoint } = await import('./models/openai-endpoint.ts')
  const endpoint = createOpenAiEndpoint({
    baseUrl: config.OPENAI_BASE_URL,
    apiKey: config.OPENAI_API_KEY,
    model: config.LLM_MODEL,
  })
  const model = createModel(endpoint, { ...defaultPatience, timeoutMs: config.LLM_TIMEOUT_MS })
  return {
    tasks: tasksOf(rememberCalls(model, createFinishedCallRepository(store), systemClock)),
    concurrency: config.WORKER_CONCURRENCY,
  }
}
