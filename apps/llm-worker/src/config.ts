import { brokerShape, readConfig, serviceShape, setting, storeShape } from '@synthwright/config'
import { z } from 'zod'
import type { TokenPrice } from './models/token-price.ts'

const provider = setting.oneOf(['offline', 'openai'], {
  description: 'Who writes: offline (extractive, no network) or openai (any compatible endpoint)',
  default: 'offline',
})

const workerShape = {
  ...serviceShape,
  ...brokerShape,
  LLM_PROVIDER: provider,
  WORKER_CONCURRENCY: setting.integer({
    description: 'Sections written at once by one replica',
    default: 4,
    min: 1,
    max: 64,
  }),
}

/** What the worker reads when it works offline; nothing about a model can stop it then. */
export const OfflineWorkerConfig = z.object(workerShape)
export type OfflineWorkerConfig = z.output<typeof OfflineWorkerConfig>

/** What it reads with `LLM_PROVIDER=openai`: an endpoint, and a store for finished calls. */
export const LlmWorkerConfig = z.object({
  ...workerShape,
  ...storeShape,
  OPENAI_BASE_URL: setting.url({
    description: 'Base URL of the model endpoint, up to and including its version',
    default: 'https://api.openai.com/v1',
  }),
  OPENAI_API_KEY: setting.secret({ description: 'Key for the model endpoint; required when LLM_PROVIDER is openai' }),
  LLM_MODEL: setting.text({ description: 'Name of the model; required when LLM_PROVIDER is openai' }),
  LLM_TIMEOUT_MS: setting.durationMs({
    description: 'Longest time for one call of the model',
    default: 45_000,
    min: 1_000,
  }),
  LLM_JUDGE: setting.oneOf(['off', 'on'], {
    description: 'Whether a model is asked about claims that reading could not decide',
    default: 'off',
  }),
  LLM_JUDGE_MODEL: setting.text({
    description: 'Name of the model that judges, unless it is LLM_MODEL',
    default: null,
  }),
  LLM_INPUT_PRICE_CENTS: setting.integer({
    description: 'US cents that a million tokens read by LLM_MODEL cost; costs are unknown without both prices',
    default: null,
  }),
  LLM_OUTPUT_PRICE_CENTS: setting.integer({
    description: 'US cents that a million tokens written by LLM_MODEL cost',
    default: null,
  }),
})
export type LlmWorkerConfig = z.output<typeof LlmWorkerConfig>

/** What a token of the configured model costs, where both prices are given. */
export const tokenPriceOf = ({
  LLM_INPUT_PRICE_CENTS: input,
  LLM_OUTPUT_PRICE_CENTS: output,
}: Pick<LlmWorkerConfig, 'LLM_INPUT_PRICE_CENTS' | 'LLM_OUTPUT_PRICE_CENTS'>): TokenPrice | null =>
  input === null || output === null ? null : { input: input / 100, output: output / 100 }

/** Which provider the environment names. An unknown name counts as offline here: reading the whole config refuses it. */
export const chosenProvider = (env?: Record<string, string | undefined>): 'offline' | 'openai' =>
  readConfig(z.object({ LLM_PROVIDER: z.enum(['offline', 'openai']).catch('offline') }), env).LLM_PROVIDER
