import { AppError } from '@synthwright/kernel'
import { counter, histogram, span } from '@synthwright/telemetry'
import { APIUserAbortError, OpenAI } from 'openai'
import { z } from 'zod'
import { classifyProviderError } from './classify-error.ts'
import type { Completion, CompletionRequest, Endpoint } from './endpoint.ts'

const duration = histogram('gen_ai.client.operation.duration', {
  description: 'Time of one call of a model endpoint',
  unit: 's',
})
const tokens = counter('gen_ai.client.token.usage', {
  description: 'Tokens read and written by models',
  unit: '{token}',
})

/** The parts of a chat completion that are used; endpoints differ in all others. */
const ChatCompletion = z.object({
  choices: z.array(z.object({ message: z.object({ content: z.string().nullish() }) })).min(1),
  usage: z.object({ prompt_tokens: z.int().catch(0), completion_tokens: z.int().catch(0) }).nullish(),
})

interface OpenAiOptions {
  baseUrl: string
  apiKey: string
  model: string
}

/** An answer of the largest section takes a hundredth of it. */
const longestBody = 4 * 1024 * 1024

/** @throws AppError `provider_unavailable` for a body that does not end where an answer would */
const textOf = async ({ body }: Response): Promise<string> => {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
    chunks.push(chunk)
    if ((bytes += chunk.length) > longestBody)
      throw new AppError('provider_unavailable', 'The answer of the model endpoint is too long', {
        details: { limitBytes: longestBody },
      })
  }
  return new TextDecoder().decode(Buffer.concat(chunks))
}

const readCompletion = (body: string): Completion => {
  const unusable = () => new AppError('provider_unavailable', 'The model endpoint answered with something else')
  let json: unknown
  try {
    json = JSON.parse(body)
  } catch {
    throw unusable()
  }
  const parsed = ChatCompletion.safeParse(json)
  if (!parsed.success) throw unusable()
  const { choices, usage } = parsed.data
  return {
    text: choices[0]!.message.content ?? '',
    inputTokens: usage?.prompt_tokens ?? 0,
    outputTokens: usage?.completion_tokens ?? 0,
  }
}

/** Any endpoint that speaks OpenAI's chat completions with structured output. */
export const createOpenAiEndpoint = ({ baseUrl, apiKey, model }: OpenAiOptions): Endpoint => {
  // Addresses and credentials are given, all of them, or the package would look them up in the environment.
  const client = new OpenAI({
    baseURL: baseUrl,
    apiKey,
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    maxRetries: 0,
    logLevel: 'off',
  })

  const call = async ({ purpose, messages, schema }: CompletionRequest, signal: AbortSignal, timeoutMs: number) => {
    const request = {
      model,
      messages: [...messages],
      response_format: { type: 'json_schema' as const, json_schema: { name: purpose, strict: true, schema } },
    }
    // The package's own timeout ends with the headers; a body that never comes needs this one.
    const timeout = AbortSignal.timeout(timeoutMs)
    try {
      const either = AbortSignal.any([signal, timeout])
      const response = await client.chat.completions
        .create(request, { signal: either, timeout: timeoutMs })
        .asResponse()
      const body = await textOf(response).catch((cause: unknown) => {
        if (cause instanceof AppError) throw cause
        if (either.aborted) throw new APIUserAbortError()
        throw new AppError('provider_unavailable', 'The answer of the model endpoint broke off', { cause })
      })
      return readCompletion(body)
    } catch (error) {
      if (signal.aborted) throw new AppError('cancelled', 'The call of the model was cancelled')
      if (timeout.aborted || error instanceof APIUserAbortError)
        throw new AppError('provider_unavailable', 'The model endpoint did not answer in time', {
          details: { reason: 'timeout', timeoutMs },
        })
      throw classifyProviderError(error) ?? error
    }
  }

  return {
    provider: 'openai',
    model,
    complete: (request, { signal, timeoutMs }) => {
      const attributes = {
        'gen_ai.operation.name': 'chat',
        'gen_ai.provider.name': 'openai',
        'gen_ai.request.model': model,
      }
      const about = { ...attributes, 'server.address': new URL(baseUrl).hostname, purpose: request.purpose }
      return span(`chat ${model}`, { kind: 'client', attributes: about }, async (current) => {
        const startedAt = performance.now()
        let outcome = 'failed'
        try {
          const completion = await call(request, signal, timeoutMs)
          const { inputTokens, outputTokens } = completion
          current.set({ 'gen_ai.usage.input_tokens': inputTokens, 'gen_ai.usage.output_tokens': outputTokens })
          tokens.add(inputTokens, { ...attributes, 'gen_ai.token.type': 'input' })
          tokens.add(outputTokens, { ...attributes, 'gen_ai.token.type': 'output' })
          outcome = 'answered'
          return completion
        } finally {
          duration.record((performance.now() - startedAt) / 1_000, { ...attributes, outcome })
        }
      })
    },
  }
}
