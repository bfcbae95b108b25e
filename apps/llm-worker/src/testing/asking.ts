import { createModel } from '../models/create-model.ts'
import type { Patience } from '../models/complete-patiently.ts'
import { noUsage, type Asking, type LanguageModel } from '../models/language-model.ts'
import { createOpenAiEndpoint } from '../models/openai-endpoint.ts'
import type { TokenPrice } from '../models/token-price.ts'

const quick: Patience = { timeoutMs: 2_000, tries: 2, waits: 2, firstWaitMs: 10, longestWaitMs: 20 }

/** A model behind a scripted server, asked with little patience. */
export const scriptedModel = (
  baseUrl: string,
  { price = null, ...patience }: Partial<Patience> & { price?: TokenPrice | null } = {},
): LanguageModel =>
  createModel(
    createOpenAiEndpoint({ baseUrl, apiKey: 'sk-scripted', model: 'scripted-1' }),
    { ...quick, ...patience },
    price,
  )

export const asking = (extra: Partial<Asking> = {}): Asking => ({
  teamId: 'team_1',
  runId: 'synth_1',
  signal: new AbortController().signal,
  endsAt: null,
  spent: noUsage(),
  ...extra,
})
