import { draftSectionNow } from '@synthwright/contracts'
import { systemClock } from '@synthwright/kernel'
import { answerTask } from '@synthwright/messaging'
import type { Store } from '@synthwright/persistence'
import { createFinishedCallRepository } from './checkpoints/finished-call.repository.ts'
import { rememberCalls } from './checkpoints/remember-calls.ts'
import { tokenPriceOf, type LlmWorkerConfig, type OfflineWorkerConfig } from './config.ts'
import { draftSectionHandler } from './drafting/handlers/draft-section.ts'
import { judgeClaimsHandler } from './judging/handlers/judge-claims.ts'
import { defaultPatience } from './models/complete-patiently.ts'
import { createModel } from './models/create-model.ts'
import type { LanguageModel } from './models/language-model.ts'

const tasksOf = ({ writer, judge }: { writer: LanguageModel | null; judge: LanguageModel | null }) => [
  draftSectionHandler(writer),
  judgeClaimsHandler(judge),
]

/** What somebody waits for is written without a model: the answer is the same every time. */
const calls = [answerTask(draftSectionNow, draftSectionHandler(null))]

/** Works without any model. */
export const registerOffline = ({ config }: { config: OfflineWorkerConfig }) => ({
  calls,
  tasks: tasksOf({ writer: null, judge: null }),
  concurrency: config.WORKER_CONCURRENCY,
})

/** Asks the configured endpoint and keeps what it answered. */
export const registerWithModel = async ({ config, store }: { config: LlmWorkerConfig; store: Store }) => {
  // Loaded only here: the package takes time and memory that an offline worker has no use for.
  const { createOpenAiEndpoint } = await import('./models/openai-endpoint.ts')
  const finished = createFinishedCallRepository(store)
  const modelNamed = (model: string): LanguageModel => {
    const endpoint = createOpenAiEndpoint({ baseUrl: config.OPENAI_BASE_URL, apiKey: config.OPENAI_API_KEY, model })
    const patience = { ...defaultPatience, timeoutMs: config.LLM_TIMEOUT_MS }
    const price = model === config.LLM_MODEL ? tokenPriceOf(config) : null
    return rememberCalls(createModel(endpoint, patience, price), finished, systemClock)
  }
  return {
    calls,
    tasks: tasksOf({
      writer: modelNamed(config.LLM_MODEL),
      judge: config.LLM_JUDGE === 'on' ? modelNamed(config.LLM_JUDGE_MODEL ?? config.LLM_MODEL) : null,
    }),
    concurrency: config.WORKER_CONCURRENCY,
  }
}
