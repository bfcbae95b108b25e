import { readConfig } from '@synthwright/config'
import { chosenProvider, LlmWorkerConfig, OfflineWorkerConfig, tokenPriceOf } from './config.ts'

test('a key in the environment changes nothing', () => {
  const env = { OPENAI_API_KEY: 'sk-1', LLM_MODEL: 'm' }
  expect(chosenProvider(env)).toBe('offline')
  expect(readConfig(OfflineWorkerConfig, env)).toMatchObject({ LLM_PROVIDER: 'offline', WORKER_CONCURRENCY: 4 })
})

test('offline in production asks for no store', () => {
  expect(() =>
    readConfig(OfflineWorkerConfig, { NODE_ENV: 'production', NATS_URL: 'nats://broker:4222' }),
  ).not.toThrow()
})

test('openai asks for key and model, each with a sentence', () => {
  const env = { LLM_PROVIDER: 'openai' }
  expect(chosenProvider(env)).toBe('openai')
  expect(() => readConfig(LlmWorkerConfig, env)).toThrow(/OPENAI_API_KEY must be set[^\n]*\nLLM_MODEL must be set/)
  expect(readConfig(LlmWorkerConfig, { ...env, OPENAI_API_KEY: 'k', LLM_MODEL: 'm' })).toMatchObject({
    OPENAI_BASE_URL: 'https://api.openai.com/v1',
    LLM_TIMEOUT_MS: 45_000,
  })
})

test('an unknown provider is refused by name', () => {
  const env = { LLM_PROVIDER: 'oracle' }
  expect(chosenProvider(env)).toBe('offline')
  expect(() => readConfig(OfflineWorkerConfig, env)).toThrow(
    'LLM_PROVIDER must be one of offline, openai, but is "oracle".',
  )
})

test('a judge is there only when it is asked for, and costs are known only with both prices', () => {
  const env = { LLM_PROVIDER: 'openai', OPENAI_API_KEY: 'k', LLM_MODEL: 'm' }
  const read = (extra: Record<string, string> = {}) => readConfig(LlmWorkerConfig, { ...env, ...extra })
  expect(read()).toMatchObject({ LLM_JUDGE: 'off', LLM_JUDGE_MODEL: null })
  expect(read({ LLM_JUDGE: 'on', LLM_JUDGE_MODEL: 'j' })).toMatchObject({ LLM_JUDGE: 'on', LLM_JUDGE_MODEL: 'j' })
  expect(tokenPriceOf(read({ LLM_INPUT_PRICE_CENTS: '15' }))).toBeNull()
  expect(tokenPriceOf(read({ LLM_INPUT_PRICE_CENTS: '15', LLM_OUTPUT_PRICE_CENTS: '60' }))).toEqual({
    input: 0.15,
    output: 0.6,
  })
})
