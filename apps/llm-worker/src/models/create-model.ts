import { AppError } from '@synthwright/kernel'
import { log } from '@synthwright/telemetry'
import { completePatiently, type Patience } from './complete-patiently.ts'
import type { Endpoint } from './endpoint.ts'
import { readAnswer, strictJsonSchema } from './json-answer.ts'
import { addUsage, type LanguageModel, type Message } from './language-model.ts'
import type { TokenPrice } from './token-price.ts'

const longestShown = 4_000

const repairOf = (text: string, problem: string): Message[] => [
  { role: 'assistant', content: text.slice(0, longestShown) || '(empty)' },
  {
    role: 'user',
    content: `That answer cannot be used:\n${problem}\n\nAnswer the request again, as JSON that fits the schema, and with nothing else.`,
  },
]

/** A model behind an endpoint: asks patiently, checks every answer against its schema, and sends a bad one back. */
export const createModel = (
  endpoint: Endpoint,
  patience: Patience,
  price: TokenPrice | null = null,
): LanguageModel => ({
  provider: endpoint.provider,
  model: endpoint.model,
  price,
  ask: async ({ purpose, messages, answer, repairs }, asking) => {
    const schema = strictJsonSchema(answer)
    const conversation = [...messages]
    for (let repair = 0; ; repair += 1) {
      const request = { purpose, messages: conversation, schema }
      const { text, ...tokens } = await completePatiently(endpoint, request, patience, asking)
      addUsage(asking.spent, { ...tokens, modelCalls: 1 })
      const read = readAnswer(text, answer)
      if (read.ok) return read.value
      if (repair >= repairs)
        throw new AppError('provider_output_invalid', 'The model gave no usable answer', { details: { purpose } })
      log.info('An answer of the model is sent back', { purpose, repair: repair + 1 })
      conversation.push(...repairOf(text, read.problem))
    }
  },
})
